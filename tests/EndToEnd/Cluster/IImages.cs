namespace GlobalTables.EndToEnd.Cluster;

/// <summary>How the programs of this checkout come to be images in a cluster.</summary>
interface IImages
{
    /// <returns>The image's name; null when there cannot be one of that tag.</returns>
    Task<string?> LoadAsync(ProgramImage program, string tag);
}
