using Google.Protobuf;
using GlobalTables.RegionNode.Model;
using GlobalTables.RegionNode.Replication;
using GlobalTables.RegionNode.Storage;

namespace GlobalTables.RegionNode.Peers;

/// <summary>The messages by which regions compare their tables, to and from their wire form.</summary>
static class CompareFrames
{
    public static Wire.Compare From(ReaderMessage.Compare compare)
    {
        var frame = new Wire.Compare
        {
            GroupId = compare.GroupId,
            CompareId = compare.CompareId,
            SourceLog = (ulong)compare.SourceLog,
            ReaderLog = (ulong)compare.ReaderLog,
            Ranges = { compare.Ranges.Select(From) },
        };
        if (compare.After is { } after)
        {
            frame.After = Frames.From(after);
        }

        return frame;
    }

    public static ReaderMessage.Compare Of(Wire.Compare frame) => new(
        frame.GroupId,
        frame.CompareId,
        (long)frame.SourceLog,
        (long)frame.ReaderLog,
        frame.After is { } after ? Frames.Of(after) : null,
        [.. frame.Ranges.Take(Limits.CompareSpanRows).Select(Of)]);

    public static Wire.Fetch From(ReaderMessage.Fetch fetch) => new()
    {
        GroupId = fetch.GroupId,
        CompareId = fetch.CompareId,
        SourceLog = (ulong)fetch.SourceLog,
        ReaderLog = (ulong)fetch.ReaderLog,
        Keys = { fetch.Keys.Select(Frames.From) },
    };

    public static ReaderMessage.Fetch Of(Wire.Fetch frame) => new(
        frame.GroupId,
        frame.CompareId,
        (long)frame.SourceLog,
        (long)frame.ReaderLog,
        [.. frame.Keys.Take(Limits.FetchKeysMax).Select(Frames.Of)]);

    public static Wire.Compared From(SourceMessage.Compared compared)
    {
        var difference = compared.Difference;
        var frame = new Wire.Compared
        {
            GroupId = compared.GroupId,
            CompareId = compared.CompareId,
            Covered = { RecordFrames.From(difference.Covered) },
            Differing = (uint)difference.Differing,
        };
        if (difference.Until is { } until)
        {
            frame.Until = Frames.From(until);
        }

        var places = new Dictionary<long, uint>();
        foreach (var row in difference.Rows)
        {
            if (!places.TryGetValue(row.Log, out var place))
            {
                place = (uint)frame.Logs.Count;
                places.Add(row.Log, place);
                frame.Logs.Add(new Wire.LogName { Id = (ulong)row.Log, Region = row.LogRegion });
            }

            frame.Rows.Add(new Wire.RowSummary
            {
                Partition = UnsafeByteOperations.UnsafeWrap(row.Key.Partition),
                Sort = UnsafeByteOperations.UnsafeWrap(row.Key.Sort),
                Time = row.Time.Value,
                Flags = (uint)row.Flags,
                Log = place,
                Sequence = (ulong)row.Sequence,
                Checksum = (ulong)row.Checksum,
                Damaged = !row.IsIntact,
            });
        }

        return frame;
    }

    /// <exception cref="ReplicationException">The frame does not hold together.</exception>
    public static SourceMessage.Compared Of(Wire.Compared frame)
    {
        try
        {
            return new(frame.GroupId, frame.CompareId, new(
                [.. frame.Rows.Select(row => Of(row, frame.Logs[(int)row.Log]))],
                frame.Until is { } until ? Frames.Of(until) : null,
                (int)frame.Differing,
                RecordFrames.Of(frame.Covered)));
        }
        catch (ArgumentOutOfRangeException)
        {
            throw new ReplicationException("A comparison names a log that it does not list.");
        }
    }

    public static Wire.Fetched From(SourceMessage.Fetched fetched) => new()
    {
        GroupId = fetched.GroupId,
        CompareId = fetched.CompareId,
        Covered = { RecordFrames.From(fetched.Rows.Covered) },
        Records = RecordFrames.From(fetched.Rows.Records, fetched.Rows.Logs),
        Looked = (uint)fetched.Rows.Looked,
    };

    public static SourceMessage.Fetched Of(Wire.Fetched frame)
    {
        var (records, logs) = RecordFrames.Of(frame.Records);
        return new(frame.GroupId, frame.CompareId, new(
            records, (int)frame.Looked, RecordFrames.Of(frame.Covered), logs));
    }

    static Wire.RangeDigest From(RangeDigest range)
    {
        var frame = new Wire.RangeDigest
        {
            Rows = (uint)range.Rows,
            High = (ulong)(range.Digest >> 64),
            Low = (ulong)range.Digest,
        };
        if (range.End is { } end)
        {
            frame.End = Frames.From(end);
        }

        return frame;
    }

    static RangeDigest Of(Wire.RangeDigest frame) => new(
        frame.End is { } end ? Frames.Of(end) : null, (int)frame.Rows, new UInt128(frame.High, frame.Low));

    static RowSummary Of(Wire.RowSummary frame, Wire.LogName log) => new(
        new(frame.Partition.ToByteArray(), frame.Sort.ToByteArray()),
        new(frame.Time),
        (RowFlags)frame.Flags,
        (long)log.Id,
        log.Region,
        (long)frame.Sequence,
        (long)frame.Checksum,
        !frame.Damaged);
}
