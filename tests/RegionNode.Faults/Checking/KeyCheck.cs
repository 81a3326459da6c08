namespace GlobalTables.RegionNode.Faults.Checking;

/// <summary>
/// Holds one key to account when the run is over and the regions agree: where is each acknowledged write, and was each
/// conflict one?
/// </summary>
sealed class KeyCheck
{
    readonly KeyRecord record;
    readonly ItemImage? final;
    readonly IReadOnlyList<Conflict> conflicts;
    readonly Action<string> complain;
    readonly WriteSet[] ancestors;

    /// <param name="final">What all regions hold; null for nothing.</param>
    /// <param name="conflicts">What the conflict logs of all regions say of the key.</param>
    public KeyCheck(
        KeyRecord record, ItemImage? final, IReadOnlyList<Conflict> conflicts, Action<string> complain)
    {
        this.record = record;
        this.final = final;
        this.conflicts = conflicts;
        this.complain = complain;
        foreach (var image in Images())
        {
            record.Learn(image);
        }

        ancestors = Ancestors();
    }

    /// <summary>Acknowledged writes that only an unanswered delete explains: it may have taken them.</summary>
    public int ExplainedByUnknownDelete { get; private set; }

    public void Run()
    {
        foreach (var shown in record.Histories.Keys.Where(number => number < record.Writes.Count))
        {
            if (record.Writes[shown].Outcome == Outcome.Refused)
            {
                Complain($"{record.Writes[shown]}, and was carried out");
            }
        }

        OneFollowsOne();
        foreach (var conflict in conflicts)
        {
            Check(conflict);
        }

        foreach (var write in record.Writes.Where(write => write.Outcome == Outcome.Acknowledged))
        {
            if (write.Kind == WriteKind.Delete)
            {
                AccountForDelete(write);
            }
            else
            {
                AccountFor(write);
            }
        }
    }

    /// <summary>Everything that is known of the key, for a person to find out why.</summary>
    public string Describe() => string.Join(
        "\n",
        record.Writes
            .Select(write => $"  {write}: had seen {ancestors[write.Number]}, replaced {write.Before}")
            .Concat(conflicts.Select(conflict => $"  lost {Text(conflict.Loser)}, won {Text(conflict.Winner)}"))
            .Prepend($"{record.Key}: the regions hold {Text(final)}"));

    IEnumerable<ItemImage> Images() => conflicts
        .SelectMany(conflict => new[] { conflict.Loser.Image, conflict.Winner.Image })
        .Append(final)
        .OfType<ItemImage>();

    // What each write had seen: what its region had shown before, what its own value shows, and all that those had.
    WriteSet[] Ancestors()
    {
        var all = record.Writes
            .Select(write => write.Seen.Join(write.Replaces)
                .Join(record.Histories.GetValueOrDefault(write.Number)).Without(write.Number))
            .ToArray();
        for (var isChanged = true; isChanged;)
        {
            isChanged = false;
            for (var number = 0; number < all.Length; number++)
            {
                var joined = all[number].Numbers()
                    .Where(ancestor => ancestor < all.Length)
                    .Aggregate(all[number], (set, ancestor) => set.Join(all[ancestor]));
                isChanged |= joined != all[number];
                all[number] = joined;
            }
        }

        return all;
    }

    // In one region writes come one after the other: no two have replaced the same version.
    void OneFollowsOne()
    {
        foreach (var twins in record.Writes
            .Where(write => write is { Outcome: Outcome.Acknowledged, Before: not null })
            .GroupBy(write => (write.Region, write.Before))
            .Where(twins => twins.Count() > 1))
        {
            Complain($"{string.Join(" and ", twins)} have replaced the same version {twins.Key.Before}");
        }
    }

    void Check(Conflict conflict)
    {
        if (NumberOf(conflict.Loser) is not { } loser || NumberOf(conflict.Winner) is not { } winner)
        {
            Complain($"a conflict of which one side was written by nobody: {conflict}");
            return;
        }

        if (loser == winner || ancestors[winner].Contains(loser) || ancestors[loser].Contains(winner))
        {
            Complain($"no conflict: of {record.Writes[loser]} and {record.Writes[winner]} one had seen the other");
        }

        if (conflict.Loser.Image is not null && final?.Last == loser)
        {
            Complain($"{record.Writes[loser]} has lost by the conflict log, and is what the regions hold");
        }
    }

    int? NumberOf(ConflictSide side)
    {
        var number = side.Image?.Last
            ?? Deletes().FirstOrDefault(delete => delete.Region == side.Region)?.Number;
        return number < record.Writes.Count && record.Writes[number.Value].Region == side.Region ? number : null;
    }

    void AccountFor(Write write)
    {
        var number = write.Number;
        if (final?.Writes.Contains(number) == true
            || conflicts.Any(conflict => conflict.Loser.Image?.Writes.Contains(number) == true))
        {
            return;
        }

        var deletes = Deletes().Where(delete => delete.Replaces.Contains(number)).ToList();
        if (deletes.Count == 0)
        {
            Complain($"lost: {write}; the regions hold {Text(final)}");
        }
        else if (deletes.TrueForAll(delete => delete.Outcome == Outcome.Unknown))
        {
            ExplainedByUnknownDelete++;
        }
    }

    void AccountForDelete(Write delete)
    {
        if (final is null)
        {
            return;
        }

        if (delete.Replaces.Contains(final.Last))
        {
            Complain($"resurrected: {delete} has deleted {final}, and the regions hold it");
            return;
        }

        // It has lost itself, or was followed by something that has lost or has stayed. Of two deletes an item made
        // anew may have seen either, in a region that had both: nothing tells.
        var isFollowed = conflicts
            .Select(conflict => NumberOf(conflict.Loser))
            .Append(final.Last)
            .OfType<int>()
            .Any(end => end == delete.Number || Deletes().Any(other => Saw(end, other.Number)));
        if (!isFollowed)
        {
            Complain($"lost: {delete}; the regions hold {Text(final)}, which had not seen it");
        }
    }

    IEnumerable<Write> Deletes() => record.Writes.Where(
        write => write is { Kind: WriteKind.Delete, Outcome: not Outcome.Refused });

    bool Saw(int number, int other) => number < ancestors.Length && ancestors[number].Contains(other);

    void Complain(string complaint) => complain($"{record.Key}: {complaint}");

    static string Text(ConflictSide side) => $"{side.Region} {side.Sequence} {Text(side.Image)}";

    static string Text(ItemImage? image) => image?.ToString() ?? "nothing";
}
