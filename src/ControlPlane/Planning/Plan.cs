using GlobalTables.Contracts;

namespace GlobalTables.ControlPlane.Planning;

/// <param name="Memory">What to remember; to be kept before anything is pushed.</param>
/// <param name="Configs">The documents to push: one for each region whose node has something else.</param>
/// <param name="Notes">What a person should be told.</param>
public sealed record Plan(
    ControlMemory Memory,
    IReadOnlyList<RegionConfig> Configs,
    IReadOnlyList<PlanNote> Notes);

/// <param name="Kind">Whether a person has to do something.</param>
/// <param name="TableName">The table it is about.</param>
/// <param name="Message">What is the matter, and what to do.</param>
public sealed record PlanNote(NoteKind Kind, string TableName, string Message);

public enum NoteKind
{
    /// <summary>It goes on by itself once something else has happened.</summary>
    Waiting,

    /// <summary>It does not go on until a person changes something.</summary>
    Problem,

    /// <summary>It has happened, and a person should know.</summary>
    Notice,
}
