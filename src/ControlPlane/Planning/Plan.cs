using GlobalTables.Contracts;
using GlobalTables.ControlPlane.Resources;

namespace GlobalTables.ControlPlane.Planning;

/// <param name="Memory">What to remember; to be kept before anything is pushed.</param>
/// <param name="Configs">The documents to push: one for each region whose node has something else.</param>
/// <param name="Notes">What a person should be told.</param>
public sealed record Plan(
    ControlMemory Memory,
    IReadOnlyList<RegionConfig> Configs,
    IReadOnlyList<PlanNote> Notes);

/// <param name="Kind">Whether a person has to do something.</param>
/// <param name="Table">The object it is about.</param>
/// <param name="TableName">The table it is about.</param>
/// <param name="Reason">What is the matter, in one word: one of <see cref="NoteReasons"/>.</param>
/// <param name="Message">What is the matter, and what to do.</param>
public sealed record PlanNote(
    NoteKind Kind, ResourceMetadata Table, string TableName, string Reason, string Message)
{
    public static PlanNote Of(GlobalTable table, NoteKind kind, string reason, string message) =>
        new(kind, table.Metadata, table.TableName(), reason, message);
}

/// <summary>The words that notes are told by; conditions of Kubernetes have the same.</summary>
public static class NoteReasons
{
    /// <summary>What is declared cannot be, by itself or beside what exists.</summary>
    public const string InvalidSpec = "InvalidSpec";

    /// <summary>Another object, or a table that is there, has the name.</summary>
    public const string TableNameTaken = "TableNameTaken";
    public const string RegionUnreachable = "RegionUnreachable";
    public const string ReplicaCreating = "ReplicaCreating";
    public const string ReplicaDraining = "ReplicaDraining";

    /// <summary>Regions take over from each other what a lost one had handed to some of them.</summary>
    public const string ReplicaReconciling = "ReplicaReconciling";

    /// <summary>They have.</summary>
    public const string ReplicaReconciled = "ReplicaReconciled";
    public const string ReplicaProtected = "ReplicaProtected";

    /// <summary>Something else, which is under way, comes first.</summary>
    public const string WaitingForRegion = "WaitingForRegion";
    public const string DataLost = "DataLost";
    public const string ReplicaRemovedByForce = "ReplicaRemovedByForce";
}

public enum NoteKind
{
    /// <summary>It goes on by itself once something else has happened.</summary>
    Waiting,

    /// <summary>It does not go on until a person changes something.</summary>
    Problem,

    /// <summary>It has happened, and a person should know.</summary>
    Notice,
}
