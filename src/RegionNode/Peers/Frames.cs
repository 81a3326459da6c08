using Google.Protobuf;
using GlobalTables.RegionNode.Model;
using GlobalTables.RegionNode.Replication;
using GlobalTables.RegionNode.Storage;
using GlobalTables.RegionNode.Versioning;

namespace GlobalTables.RegionNode.Peers;

/// <summary>The messages of replication to and from their wire form.</summary>
static class Frames
{
    /// <summary>What this version speaks. A peer of another one is refused, with both named.</summary>
    public const uint Protocol = 1;

    /// <summary>
    /// The largest frame: a batch ends with the record that passes its bound, and an item of 400 KB, as DynamoDB
    /// counts, can be 20 MB of JSON, for a number of three bytes can have 140 digits.
    /// </summary>
    public const int BytesMax = 32 * 1024 * 1024;

    /// <summary>In the year 9999.</summary>
    const long WallMicrosecondsMax = 253_000_000_000_000_000;

    public static Wire.FromReader From(ReaderMessage message) => message switch
    {
        ReaderMessage.Ask ask => new() { Ask = From(ask) },
        ReaderMessage.Acknowledge acknowledgement => new()
        {
            Acknowledge = new()
            {
                GroupId = acknowledgement.GroupId,
                AskId = acknowledgement.AskId,
                Covered = { RecordFrames.From(acknowledgement.Covered) },
            },
        },
        ReaderMessage.Covers covers => new()
        {
            Covers = new() { GroupId = covers.GroupId, Covered = { RecordFrames.From(covers.Covered) } },
        },
        ReaderMessage.Report report => new() { Report = From(report) },
        ReaderMessage.Probe probe => new() { Probe = new() { SentAt = probe.SentAt } },
        ReaderMessage.Compare compare => new() { Compare = CompareFrames.From(compare) },
        ReaderMessage.Fetch fetch => new() { Fetch = CompareFrames.From(fetch) },
        _ => throw new InvariantException("every message of a reader has a frame"),
    };

    public static ReaderMessage? Of(Wire.FromReader frame) => frame.MessageCase switch
    {
        Wire.FromReader.MessageOneofCase.Ask => Of(frame.Ask),
        Wire.FromReader.MessageOneofCase.Acknowledge => new ReaderMessage.Acknowledge(
            frame.Acknowledge.GroupId, frame.Acknowledge.AskId, RecordFrames.Of(frame.Acknowledge.Covered)),
        Wire.FromReader.MessageOneofCase.Covers => new ReaderMessage.Covers(
            frame.Covers.GroupId, RecordFrames.Of(frame.Covers.Covered)),
        Wire.FromReader.MessageOneofCase.Report when frame.Report.State is
            >= Wire.TableState.Creating and <= Wire.TableState.Deleting => new ReaderMessage.Report(
            frame.Report.GroupId,
            (TableState)((int)frame.Report.State - 1),
            frame.Report.HasProgressPercent ? (int)frame.Report.ProgressPercent : null),
        Wire.FromReader.MessageOneofCase.Probe => new ReaderMessage.Probe(frame.Probe.SentAt),
        Wire.FromReader.MessageOneofCase.Compare => CompareFrames.Of(frame.Compare),
        Wire.FromReader.MessageOneofCase.Fetch => CompareFrames.Of(frame.Fetch),

        // A newer peer may say what this version does not know; it does so only where it can do without an answer.
        _ => null,
    };

    public static Wire.FromSource From(SourceMessage message) => message switch
    {
        SourceMessage.Batch batch => new() { Batch = From(batch) },
        SourceMessage.Chunk chunk => new() { Chunk = From(chunk) },
        SourceMessage.Refusal refusal => new()
        {
            Refusal = new()
            {
                GroupId = refusal.GroupId,
                AskId = refusal.AskId,
                Reason = refusal.Reason,
                Required = { RecordFrames.From(refusal.Required ?? VersionVector.Empty) },
            },
        },
        SourceMessage.Heartbeat heartbeat => new() { Heartbeat = From(heartbeat) },
        SourceMessage.Compared compared => new() { Compared = CompareFrames.From(compared) },
        SourceMessage.Fetched fetched => new() { Fetched = CompareFrames.From(fetched) },
        _ => throw new InvariantException("every message of a source has a frame"),
    };

    /// <param name="frame">What came.</param>
    /// <param name="source">The region that it came from.</param>
    public static SourceMessage? Of(Wire.FromSource frame, string source) => frame.MessageCase switch
    {
        Wire.FromSource.MessageOneofCase.Batch => Of(frame.Batch, source),
        Wire.FromSource.MessageOneofCase.Chunk => Of(frame.Chunk),
        Wire.FromSource.MessageOneofCase.Refusal => new SourceMessage.Refusal(
            frame.Refusal.GroupId,
            frame.Refusal.AskId,
            frame.Refusal.Reason,
            frame.Refusal.Required.Count > 0 ? RecordFrames.Of(frame.Refusal.Required) : null),
        Wire.FromSource.MessageOneofCase.Heartbeat => Of(frame.Heartbeat),
        Wire.FromSource.MessageOneofCase.Compared => CompareFrames.Of(frame.Compared),
        Wire.FromSource.MessageOneofCase.Fetched => CompareFrames.Of(frame.Fetched),
        _ => null,
    };

    static Wire.Ask From(ReaderMessage.Ask ask)
    {
        var frame = new Wire.Ask
        {
            GroupId = ask.GroupId,
            AskId = ask.AskId,
            SourceLog = (ulong)ask.SourceLog,
            ReaderLog = (ulong)ask.ReaderLog,
            Covered = { RecordFrames.From(ask.Covered) },
            Window = (uint)ask.Window,
        };
        if (ask.From is { } from)
        {
            frame.From = (ulong)from;
        }

        if (ask.After is { } after)
        {
            frame.After = From(after);
        }

        frame.FromStamp = ask.FromStamp.Value;

        return frame;
    }

    static ReaderMessage.Ask Of(Wire.Ask frame) => new(
        frame.GroupId,
        frame.AskId,
        (long)frame.SourceLog,
        (long)frame.ReaderLog,
        frame.HasFrom ? (long)frame.From : null,
        RecordFrames.Of(frame.Covered),
        (int)Math.Clamp(frame.Window, 1, 256))
    {
        After = frame.After is { } after ? Of(after) : null,
        FromStamp = new(frame.FromStamp),
    };

    internal static Wire.Key From(ItemKey key) => new()
    {
        Partition = UnsafeByteOperations.UnsafeWrap(key.Partition),
        Sort = UnsafeByteOperations.UnsafeWrap(key.Sort),
    };

    internal static ItemKey Of(Wire.Key key) => new(key.Partition.ToByteArray(), key.Sort.ToByteArray());

    static Wire.Report From(ReaderMessage.Report report)
    {
        var frame = new Wire.Report { GroupId = report.GroupId, State = (Wire.TableState)((int)report.State + 1) };
        if (report.ProgressPercent is { } percent)
        {
            frame.ProgressPercent = (uint)percent;
        }

        return frame;
    }

    static Wire.Batch From(SourceMessage.Batch batch) => new()
    {
        GroupId = batch.GroupId,
        AskId = batch.AskId,
        Log = (ulong)batch.Feed.Log,
        From = (ulong)batch.Feed.From,
        UpTo = (ulong)batch.Feed.UpTo,
        Complete = batch.Feed.IsComplete,
        Head = (ulong)batch.Feed.Head,
        Clock = batch.Feed.Clock.Value,
        ReaderStamp = batch.Feed.ReaderStamp.Value,
        Covered = { RecordFrames.From(batch.Feed.Covered) },
        AgeMicroseconds = (long)batch.Age.TotalMicroseconds,
        Records = RecordFrames.From(batch.Feed.Records, batch.Feed.Logs),
    };

    static SourceMessage.Batch Of(Wire.Batch frame, string source)
    {
        var (records, logs) = RecordFrames.Of(frame.Records);
        var feed = new FeedBatch
        {
            Log = (long)frame.Log,
            Region = source,
            From = (long)frame.From,
            UpTo = (long)frame.UpTo,
            IsComplete = frame.Complete,
            Head = (long)frame.Head,
            Clock = new(frame.Clock),
            ReaderStamp = new(frame.ReaderStamp),
            Covered = RecordFrames.Of(frame.Covered),
            Records = records,
            Logs = logs,
        };
        return new(frame.GroupId, frame.AskId, feed, TimeSpan.FromMicroseconds(frame.AgeMicroseconds));
    }

    static Wire.Chunk From(SourceMessage.Chunk chunk)
    {
        var frame = new Wire.Chunk
        {
            GroupId = chunk.GroupId,
            AskId = chunk.AskId,
            Covered = { RecordFrames.From(chunk.Difference.Covered) },
            Stamps = { RecordFrames.From(chunk.Difference.Stamps) },
            Collected = chunk.Difference.Collected.Value,
            LeavesOut = chunk.Difference.LeavesOut,
            Records = RecordFrames.From(chunk.Difference.Records, chunk.Difference.Logs),
        };
        if (chunk.Difference.Next is { } next)
        {
            frame.Next = From(next);
        }

        return frame;
    }

    static SourceMessage.Chunk Of(Wire.Chunk frame)
    {
        var (records, logs) = RecordFrames.Of(frame.Records);
        return new(frame.GroupId, frame.AskId, new()
        {
            Records = records,
            Logs = logs,
            Covered = RecordFrames.Of(frame.Covered),
            Stamps = RecordFrames.Of(frame.Stamps),
            Collected = new(frame.Collected),
            LeavesOut = frame.LeavesOut,
            Next = frame.Next is { } next ? Of(next) : null,
        });
    }

    static Wire.Heartbeat From(SourceMessage.Heartbeat heartbeat)
    {
        var frame = new Wire.Heartbeat
        {
            ProbeHeldMicroseconds = (long)heartbeat.ProbeHeld.TotalMicroseconds,
            Heads = { heartbeat.Heads.Select(From) },
        };
        if (heartbeat.ProbeSentAt is { } sentAt)
        {
            frame.ProbeSentAt = sentAt;
        }

        if (heartbeat.WallTime is { } wall)
        {
            frame.WallTimeMicroseconds = (wall - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
        }

        return frame;
    }

    static SourceMessage.Heartbeat Of(Wire.Heartbeat frame) => new(
        frame.HasProbeSentAt ? frame.ProbeSentAt : null,
        TimeSpan.FromMicroseconds(frame.ProbeHeldMicroseconds),
        [.. frame.Heads.Select(head => new SourceHead(
            head.GroupId, (long)head.Sequence, head.Covered.Count > 0 ? RecordFrames.Of(head.Covered) : null))],
        frame.HasWallTimeMicroseconds ? WallOf(frame.WallTimeMicroseconds) : null);

    // A clock that is far off is still a time, at the end of what there is.
    static DateTimeOffset WallOf(long microseconds) =>
        DateTimeOffset.UnixEpoch + TimeSpan.FromMicroseconds(Math.Clamp(microseconds, 0, WallMicrosecondsMax));

    static Wire.Head From(SourceHead head)
    {
        var frame = new Wire.Head { GroupId = head.GroupId, Sequence = (ulong)head.Head };
        if (head.Covered is { } covered)
        {
            frame.Covered.Add(RecordFrames.From(covered));
        }

        return frame;
    }
}
