namespace GlobalTables.EndToEnd.Cluster;

/// <summary>Images that the cluster has already; there is no second tag of them.</summary>
sealed class GivenImages : IImages
{
    public Task<string?> LoadAsync(ProgramImage program, string tag) =>
        Task.FromResult(tag == ClusterFixture.FirstTag ? program.Given : null);
}
