using GlobalTables.ControlPlane.Planning;

namespace GlobalTables.Local;

/// <summary>Where the run stands, for people.</summary>
/// <param name="Regions">Every region that should run, and whether its node answers.</param>
sealed record Picture(
    IReadOnlyList<RegionPicture> Regions,
    IReadOnlyList<ReplicaStatus> Replicas,
    IReadOnlyList<PlanNote> Notes)
{
    /// <summary>
    /// Until every region has answered once, silence is no news and everything waits for something.
    /// </summary>
    public Picture WhileStarting() => this with
    {
        Replicas = [.. Replicas.Where(replica =>
            Regions.Any(region => region.Region == replica.Region && region.Answers))],
        Notes = [.. Notes.Where(note => note.Kind != NoteKind.Waiting)],
    };
}

/// <param name="ClockProblem">Which clocks differ, and what to do; null while all agree.</param>
sealed record RegionPicture(string Region, bool Answers, string? ClockProblem = null);
