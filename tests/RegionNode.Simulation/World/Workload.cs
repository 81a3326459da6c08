using System.Buffers;
using System.Globalization;
using System.Text;
using GlobalTables.RegionNode.Model;
using GlobalTables.RegionNode.Simulation.Checks;
using GlobalTables.RegionNode.Simulation.Running;
using GlobalTables.RegionNode.Storage;
using GlobalTables.RegionNode.Versioning;

namespace GlobalTables.RegionNode.Simulation.World;

/// <summary>
/// What clients do: registers with unique values, compare and set, counters, lists, several items at once,
/// transactions, deletes. Indexes of the API are not there yet; their workload belongs here.
/// </summary>
sealed class Workload(SimulatedWorld world)
{
    const int ListMax = 12;

    /// <summary>In place of an item: its time to live has run out.</summary>
    const string Expires = "expires";

    long values;

    public static ItemKey KeyOf(string name) =>
        KeyEncoding.Of(new AttributeValue.S("p"), new AttributeValue.S(name));

    public string AnyKey() => $"k{world.Random.Next(world.Keys)}";

    /// <summary>A client's write is queued; it is durable, and recorded, once the region commits.</summary>
    public void Write(SimulatedRegion region)
    {
        if (region.Node is not { IsServing: true } || world.Table(region) is not { IsReadable: true, IsDraining: false } table)
        {
            return;
        }

        var key = AnyKey();
        switch (world.Random.Next(13))
        {
            case < 4:
                Queue(region, table, Rare.Write, [(key, Put(Next()))]);
                break;
            case 4 or 5:
                Queue(region, table, Rare.CounterAdd, [(key, Add)]);
                break;
            case 6:
                Queue(region, table, Rare.ListAppend, [(key, Append(Next()))]);
                break;
            case 7:
                if (world.Random.Next(2) == 0)
                {
                    Read(region, key);
                }

                var expected = world.LifeOf(region)![key].LastRead is { IsTombstone: false } read ? read.Json : null;
                Queue(region, table, Rare.CompareAndSet, [(key, Swap(expected, Next()))]);
                break;
            case 8 when world.Keys > 1 && world.Random.Next(2) == 0:
                Transact(region, table);
                break;
            case 8:
                var together = Put(Next());
                Queue(region, table, Rare.WriteOfSeveralItems,
                    [.. Enumerable.Range(0, world.Keys).Take(3).Select(at => ($"k{at}", together))]);
                break;
            case 9:
                Queue(region, table, Rare.Recreate, [(key, _ => ""), (key, Put(Next()))]);
                break;
            case 10:
                Queue(region, table, Rare.Expiry, [(key, _ => Expires)]);
                break;
            default:
                Queue(region, table, Rare.Delete, [(key, _ => "")]);
                break;
        }
    }

    /// <summary>A put of one item, for schedules that are written by hand.</summary>
    public void Put(SimulatedRegion region, string key) =>
        Queue(region, world.Table(region)!, Rare.Write, [(key, Put(Next()))]);

    public void Delete(SimulatedRegion region, string key) =>
        Queue(region, world.Table(region)!, Rare.Delete, [(key, _ => "")]);

    /// <summary>A client reads, consistently.</summary>
    public void Read(SimulatedRegion region) => Read(region, AnyKey());

    void Read(SimulatedRegion region, string key)
    {
        if (world.Table(region) is not { IsReadable: true } table)
        {
            return;
        }

        var into = new ArrayBufferWriter<byte>();
        var json = region.Node!.Volume.Items.TryGet(table, KeyOf(key), into, out _)
            ? Encoding.UTF8.GetString(into.WrittenSpan)
            : "";
        var view = world.LifeOf(region)![key];
        var present = view.Row is { IsTombstone: false } row ? row.Json : "";
        world.Counters.Count(Rare.Read);
        if (json != present)
        {
            throw new Violation(Promise.MonotonicReads, "read",
                $"{region.Name} shows {json} of {key}; it holds {view.Row?.ToString() ?? "nothing"}");
        }

        if (view.Row is { } shown)
        {
            if (view.LastRead is { } last && shown.Version < last.Version)
            {
                throw new Violation(Promise.MonotonicReads, "read-back",
                    $"{region.Name} showed {last} and now shows {shown}");
            }

            view.LastRead = shown;
        }
    }

    static Func<string?, string?> Put(string value) => _ => $$$"""{"v":{"N":"{{{value}}}"}}""";

    static Func<string?, string?> Swap(string? expected, string value) =>
        present => present == expected ? $$$"""{"v":{"N":"{{{value}}}"}}""" : null;

    static string Add(string? present) =>
        $$$"""{"c":{"N":"{{{Counter(present) + 1}}}"}}""";

    static long Counter(string? present)
    {
        const string Begin = """{"c":{"N":" """;
        return present is not null && present.StartsWith(Begin.AsSpan().Trim(), StringComparison.Ordinal)
            ? long.Parse(present.AsSpan(Begin.Trim().Length).TrimEnd("\"}"), CultureInfo.InvariantCulture)
            : 0;
    }

    static Func<string?, string?> Append(string value) => present =>
    {
        const string Begin = """{"l":{"L":[""";
        const string End = "]}}";
        var element = $$$"""{"N":"{{{value}}}"}""";
        var isList = present is not null
            && present.StartsWith(Begin, StringComparison.Ordinal)
            && present.Count(character => character == 'N') < ListMax;
        return isList ? $"{present![..^End.Length]},{element}{End}" : $"{Begin}{element}{End}";
    };

    string Next() => (++values).ToString(CultureInfo.InvariantCulture);

    void Transact(SimulatedRegion region, TableEntry table)
    {
        var keys = Enumerable.Range(0, world.Keys).Take(3).Select(at => $"k{at}").ToList();
        var check = keys[world.Random.Next(keys.Count)];
        _ = keys.Remove(check);
        var json = Put(Next())(null)!;
        Queue(
            region, table, Rare.Transaction, Rare.TransactionCancelled,
            transaction => TransactionWork.Run(transaction, table, keys, check, json));
    }

    void Queue(
        SimulatedRegion region, TableEntry table, Rare what, (string Key, Func<string?, string?> Change)[] changes) =>
        Queue(
            region, table, what, what == Rare.CompareAndSet ? Rare.CompareAndSetFailed : what,
            transaction => Run(transaction, table, changes));

    void Queue(
        SimulatedRegion region, TableEntry table, Rare what, Rare whatIfNothing,
        Func<WriteTransaction, List<Written>> work)
    {
        world.Start(RunAsync);

        async Task RunAsync()
        {
            List<Written> written;
            try
            {
                written = await region.Node!.Volume.Queue.RunAsync(work, CancellationToken.None);
            }
            catch (DynamoException)
            {
                return;
            }

            world.Counters.Count(written.Count == 0 ? whatIfNothing : what);
            foreach (var one in written)
            {
                Record(region, table, one);
            }
        }
    }

    static List<Written> Run(
        WriteTransaction transaction, TableEntry table, (string Key, Func<string?, string?> Change)[] changes)
    {
        var written = new List<Written>();
        foreach (var (name, change) in changes)
        {
            var key = KeyOf(name);
            var before = VersionOf(transaction, table, key);
            var read = transaction.Read(table, key) is { } item ? Encoding.UTF8.GetString(item.Json) : null;
            var json = change(read);
            if (json is null || (json is "" or Expires && read is null))
            {
                continue;
            }

            if (json == Expires)
            {
                json = "";
                transaction.Expire(table, key);
            }
            else if (json.Length == 0)
            {
                transaction.Delete(table, key);
            }
            else
            {
                transaction.Put(table, key, Encoding.UTF8.GetBytes(json), json.Length);
            }

            written.Add(new(name, VersionOf(transaction, table, key)!.Value, json.Length == 0, json, before, read));
        }

        return written;
    }

    public static ItemVersion? VersionOf(WriteTransaction transaction, TableEntry table, in ItemKey key)
    {
        if (ItemRows.Find(transaction.Session, table.Number, key) is not { } row)
        {
            return null;
        }

        var log = transaction.LogsOf(table.Number)[row.Log];
        return new(row.Time, (row.Flags & RowFlags.Expiry) != 0 ? "" : log.Region, log.Id, row.Sequence);
    }

    void Record(SimulatedRegion region, TableEntry table, Written written)
    {
        var life = world.History.LifeOf(region.Name, table.Log);
        var view = life[written.Key];
        var replaced = written.Replaced is { } version ? world.History.Find(written.Key, version) : null;
        if (written.Replaced is not null && replaced is null)
        {
            throw new Violation(Promise.Durability, "unknown-version",
                $"{life} replaced {written.Replaced}, which nobody wrote");
        }

        var isSeen = (replaced is { IsTombstone: false } ? replaced.Json : null) == written.Read;
        if (!isSeen || (view.Row is { } row && (replaced is null ? !row.IsTombstone : replaced.Version < row.Version)))
        {
            throw new Violation(Promise.Linearisable, "stale-read-in-transaction",
                $"{life} read {written.Read} of {written.Key}; it held {replaced} and before that {view.Row}");
        }

        if (written.Version.Sequence != life.Writes.Count + 1)
        {
            throw new Violation(Promise.Durability, "sequence",
                $"{life} gave sequence {written.Version.Sequence} after {life.Writes.Count}");
        }

        if ((replaced is not null && written.Version < replaced.Version)
            || (view.Highest is { } highest && written.Version < highest.Version))
        {
            throw new Violation(Promise.CausalSafety, "stamp-below-seen",
                $"{life} wrote {written.Version} of {written.Key} and had {view.Highest} and {replaced}");
        }

        if (written.Version.Region.Length > 0)
        {
            if (written.Version.Time.Value <= region.LastStamp)
            {
                throw new Violation(Promise.Clock, "stamp-not-above-last",
                    $"{life} gave the stamp {written.Version.Time} after {new HybridTimestamp(region.LastStamp)}");
            }

            region.LastStamp = written.Version.Time.Value;
        }

        var write = world.History.Record(life, written, replaced);
        world.Trace.Note($"{life} wrote {write} over {(replaced is null ? "nothing" : $"#{replaced.Id}")}");
        view.Row = view.Highest = write;
        view.Held.Add(write.Place);
        if (!world.IsMember(life))
        {
            world.Counters.Count(Rare.ZombieWrite);
        }
    }
}
