using GlobalTables.Contracts;
using GlobalTables.ControlPlane.Planning;

namespace GlobalTables.Local;

/// <summary>
/// What a person wants to hear between two pictures: states that changed, not every lag or count.
/// </summary>
static class PictureChanges
{
    /// <summary>Of a first copy: so much of it more is news.</summary>
    const int ProgressStepPercent = 20;

    public static IReadOnlyList<string> Between(Picture? before, Picture after) =>
    [
        .. Regions(before, after),
        .. Clocks(before, after),
        .. after.Replicas.SelectMany(replica => Replica(Find(before, replica), replica)),
        .. Gone(before, after),
        .. after.Notes.Except(before?.Notes ?? []).Select(Text),
    ];

    public static string Text(PlanNote note) => note.Kind switch
    {
        NoteKind.Problem => $"{note.TableName}: problem: {note.Message}",
        NoteKind.Waiting => $"{note.TableName}: waiting: {note.Message}",
        _ => $"{note.TableName}: {note.Message}",
    };

    static IEnumerable<string> Regions(Picture? before, Picture after) =>
        from region in after.Regions
        let was = before?.Regions.FirstOrDefault(other => other.Region == region.Region)
        where was?.Answers != region.Answers
        where was is not null || region.Answers
        select $"{region.Region}: {(region.Answers ? "up" : "does not answer")}";

    static IEnumerable<string> Clocks(Picture? before, Picture after) =>
        from region in after.Regions
        let was = before?.Regions.FirstOrDefault(other => other.Region == region.Region)?.ClockProblem
        where was is null != region.ClockProblem is null
        select region.ClockProblem ?? $"{region.Region}: the clocks agree again";

    static IEnumerable<string> Replica(ReplicaStatus? before, ReplicaStatus after)
    {
        var name = $"{after.Region} {after.TableName}";
        if (before?.Status != after.Status)
        {
            yield return $"{name}: {after.Status}";
        }
        else if (after.ProgressPercent / ProgressStepPercent > (before.ProgressPercent ?? 0) / ProgressStepPercent)
        {
            yield return $"{name}: {after.Status} {after.ProgressPercent} %";
        }

        foreach (var source in after.Sources)
        {
            var was = before?.Sources.FirstOrDefault(other => other.Region == source.Region);
            if (was is null || Lasting(was.State) != Lasting(source.State))
            {
                yield return $"{name}: reads from {source.Region}: {Lasting(source.State)}";
            }
        }

        if (after.Problem is not null && before?.Problem != after.Problem)
        {
            yield return $"{name}: problem: {after.Problem}";
        }
    }

    /// <summary>A region catches up after each burst of writes; that is no news.</summary>
    static SourceState Lasting(SourceState state) =>
        state == SourceState.CatchingUp ? SourceState.Streaming : state;

    static IEnumerable<string> Gone(Picture? before, Picture after) =>
        from replica in before?.Replicas ?? []
        where Find(after, replica) is null
        select $"{replica.Region} {replica.TableName}: gone";

    static ReplicaStatus? Find(Picture? picture, ReplicaStatus replica) => picture?.Replicas.FirstOrDefault(other =>
        other.Region == replica.Region && other.TableName == replica.TableName);
}
