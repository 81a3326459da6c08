using YamlDotNet.RepresentationModel;

namespace GlobalTables.ControlPlane.Manifests;

/// <summary>The problems of one file.</summary>
sealed class ProblemList(string file)
{
    readonly List<ManifestProblem> problems = [];

    public int Count => problems.Count;

    public void Add(YamlNode place, string message) => Add((int)place.Start.Line, message);

    public void Add(int line, string message) => problems.Add(new ManifestProblem(file, line, message));

    public IReadOnlyList<ManifestProblem> InOrder() => [.. problems.OrderBy(problem => problem.Line)];
}
