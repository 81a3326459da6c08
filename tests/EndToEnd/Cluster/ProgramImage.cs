namespace GlobalTables.EndToEnd.Cluster;

/// <summary>One of the programs that run in the cluster.</summary>
/// <param name="Repository">What its image is called here, without a tag.</param>
/// <param name="Project">The folder of its project.</param>
/// <param name="FileName">The program that a publish makes.</param>
/// <param name="GivenBy">The variable that names an image which the cluster has.</param>
sealed record ProgramImage(string Repository, string Project, string FileName, string GivenBy)
{
    public static ProgramImage Operator { get; } = new(
        "localhost/globaltables-e2e-operator", "src/Operator", "GlobalTables.Operator",
        "GLOBALTABLES_E2E_OPERATOR_IMAGE");

    public static ProgramImage Node { get; } = new(
        "localhost/globaltables-e2e-regionnode", "src/RegionNode", "GlobalTables.RegionNode",
        "GLOBALTABLES_E2E_NODE_IMAGE");

    public string Named(string tag) => $"{Repository}:{tag}";

    /// <summary>Null when there is no such variable.</summary>
    public string? Given => Environment.GetEnvironmentVariable(GivenBy) is { Length: > 0 } image ? image : null;
}
