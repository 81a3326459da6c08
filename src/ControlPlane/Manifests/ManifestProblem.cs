using GlobalTables.ControlPlane.Resources;

namespace GlobalTables.ControlPlane.Manifests;

/// <summary>What is wrong with a manifest, where, and what to do.</summary>
public sealed record ManifestProblem(string File, int Line, string Message)
{
    public override string ToString() => $"{File}:{Line}: {Message}";
}

/// <summary>A table and the place that declares it.</summary>
public sealed record DeclaredTable(GlobalTable Table, string File, int Line);

/// <param name="Tables">The tables of the documents that are right.</param>
/// <param name="Problems">What is wrong with the others, in the order of the text.</param>
public sealed record ManifestReading(IReadOnlyList<DeclaredTable> Tables, IReadOnlyList<ManifestProblem> Problems);
