using GlobalTables.RegionNode.Model;
using GlobalTables.RegionNode.Storage;

namespace GlobalTables.RegionNode.Replication;

/// <summary>What all verifications of a region have in common.</summary>
sealed record VerifyParts(Volume Volume, RowRepair Repair, VerifySchedule Schedule, TimeProvider Time);

/// <summary>
/// Anti-entropy: compares one table with one source, span by span, and repairs what is wrong here. The source answers
/// this region's digests with the rows of the ranges that differ there; each is held against the present row and the
/// present claims (<see cref="RowJudgement"/>), and what is wrong is fetched. What the source has wrong, it finds
/// itself: it compares too. One question is on its way at a time; it owns no timer.
/// </summary>
sealed class Verification(string source, VerifyParts parts)
{
    readonly TableComparison comparison = parts.Volume.Comparison;
    readonly DamagedRows damage = parts.Volume.Damage;
    readonly TimeProvider time = parts.Time;
    readonly Lock gate = new();
    readonly Queue<ItemKey> wrong = new();
    VerifyPass? pass;
    VerifyReport last = new();
    Question? asked;
    bool isRequested;
    bool isWorking;
    long? endedAt;
    long waitsSince;
    TimeSpan wait;
    long repaired;

    /// <summary>How many rows of this table were repaired from this source, since the process began.</summary>
    public long Repaired => Volatile.Read(ref repaired);

    /// <summary>Begins a pass as soon as the source can be asked; one that was asked for before goes on.</summary>
    public void Request()
    {
        lock (gate)
        {
            isRequested |= pass is not { IsRequested: true };
        }
    }

    public VerifyReport Report(bool isConnected)
    {
        lock (gate)
        {
            if (pass is { } present)
            {
                return present.Report() with
                {
                    State = isConnected ? VerifyState.Running : VerifyState.Waiting,
                    FinishedAt = last.FinishedAt,
                };
            }

            return isRequested ? last with { State = VerifyState.Waiting } : last;
        }
    }

    /// <summary>The next question for the source; null when there is none for now.</summary>
    public ReaderMessage? Step(TableEntry table, long sourceLog, Func<long> nextId)
    {
        lock (gate)
        {
            GiveUpIfSilent();
            if (isWorking || asked is not null || time.GetElapsedTime(waitsSince) < wait)
            {
                return null;
            }

            isWorking = true;
        }

        try
        {
            return (ReaderMessage?)NextFetch(table, sourceLog, nextId) ?? NextCompare(table, sourceLog, nextId);
        }
        finally
        {
            lock (gate)
            {
                isWorking = false;
            }
        }
    }

    /// <summary>Takes in an answer; false when it is to no question that is open.</summary>
    public bool Take(TableEntry table, SourceMessage.Compared answer)
    {
        if (Begin(answer.CompareId) is not { Span: { } span, Pass: { } of })
        {
            return false;
        }

        try
        {
            Judge(table, of, span, answer.Difference);
            return true;
        }
        finally
        {
            End();
        }
    }

    /// <summary>Takes in an answer; done when what it repairs is durable.</summary>
    public async Task<bool> TakeAsync(TableEntry table, SourceMessage.Fetched answer, CancellationToken cancel)
    {
        if (Begin(answer.CompareId) is not { Keys: { } keys } || answer.Rows.Looked > keys.Count)
        {
            return false;
        }

        try
        {
            var looked = keys.Take(Math.Max(1, answer.Rows.Looked)).ToList();
            var outcome = await parts.Repair.RepairAsync(table, source, looked, answer.Rows, cancel);
            Note(looked, outcome);
            return true;
        }
        catch (ReplicationException failure)
        {
            Refused(failure.Message);
            return true;
        }
        finally
        {
            End();
        }
    }

    /// <summary>The source refuses; it is asked again after a while. False when that answers no question.</summary>
    public bool Refused(long compareId, string reason)
    {
        lock (gate)
        {
            if (asked?.Id != compareId)
            {
                return false;
            }

            Refused(reason);
            asked = null;
            return true;
        }
    }

    /// <summary>The stream has broken: the pass goes on where it was, once there is another.</summary>
    public void Disconnected()
    {
        lock (gate)
        {
            asked = null;
            wrong.Clear();
            parts.Schedule.Release(this);
        }
    }

    ReaderMessage.Fetch? NextFetch(TableEntry table, long sourceLog, Func<long> nextId)
    {
        var keys = FirstWrong();
        if (keys.Count == 0)
        {
            AskForDamaged(table);
            keys = FirstWrong();
        }

        if (keys.Count == 0)
        {
            return null;
        }

        var question = Ask(nextId(), null, keys);
        return new(table.GroupId, question.Id, sourceLog, table.Log, keys);
    }

    List<ItemKey> FirstWrong()
    {
        lock (gate)
        {
            return [.. wrong.Take(Limits.FetchKeysMax)];
        }
    }

    // Rows that were met damaged by whoever read them: those that still are.
    void AskForDamaged(TableEntry table)
    {
        var known = damage.ToAsk(table.Number, source, Limits.FetchKeysMax);
        lock (gate)
        {
            foreach (var key in comparison.StillDamaged(table, known))
            {
                wrong.Enqueue(key);
            }
        }
    }

    ReaderMessage.Compare? NextCompare(TableEntry table, long sourceLog, Func<long> nextId)
    {
        if (pass is { IsAtEnd: true })
        {
            Finish(error: null);
        }

        if (PassToGoOn(table, sourceLog) is not { } present || !present.IsOnPace(time))
        {
            return null;
        }

        var span = comparison.ReadSpan(table, present.After);
        present.Read(span);
        var question = Ask(nextId(), present, span: span);
        return new(table.GroupId, question.Id, sourceLog, table.Log, present.After, span.Ranges);
    }

    VerifyPass? PassToGoOn(TableEntry table, long sourceLog)
    {
        lock (gate)
        {
            if (isRequested)
            {
                isRequested = false;
                pass = NewPass(isRequested: true);
            }

            if (pass is not null && !pass.IsOf(sourceLog, table.Log))
            {
                pass = NewPass(pass.IsRequested);
            }

            if (pass is null && parts.Schedule.IsDue(endedAt is { } at ? time.GetElapsedTime(at) : null)
                && parts.Schedule.TryTake(this))
            {
                pass = NewPass(isRequested: false);
            }

            return pass is { IsRequested: true } || (pass is not null && parts.Schedule.TryTake(this)) ? pass : null;
        }

        VerifyPass NewPass(bool isRequested)
        {
            damage.AskAgain(table.Number, source);
            return new(sourceLog, table.Log, isRequested, time.GetUtcNow());
        }
    }

    void Judge(TableEntry table, VerifyPass of, TableSpan span, SpanDifference difference)
    {
        // Read after the answer has come: see RowJudgement.
        var (rows, claims) = comparison.ReadRows(table, [.. difference.Rows.Select(row => row.Key)]);
        if (!RowJudgement.MayJudge(claims, difference.Covered))
        {
            // The source has to catch up; the same span again, after a while.
            WaitAWhile();
            return;
        }

        var toFetch = new List<ItemKey>();
        int behind = 0, notRepaired = 0;
        for (var i = 0; i < rows.Count; i++)
        {
            switch (RowJudgement.Of(rows[i], difference.Rows[i], claims, table, source))
            {
                case RowVerdict.Wrong:
                    toFetch.Add(difference.Rows[i].Key);
                    break;
                case RowVerdict.Behind:
                    behind++;
                    break;
                case RowVerdict.NoHelp:
                    damage.NoHelpFrom(table.Number, difference.Rows[i].Key, source);
                    notRepaired++;
                    break;
                default:
                    break;
            }
        }

        lock (gate)
        {
            of.Compared(span, difference, behind, notRepaired);
            toFetch.ForEach(wrong.Enqueue);
        }
    }

    void Note(List<ItemKey> looked, RepairOutcome outcome)
    {
        if (!outcome.IsJudged)
        {
            WaitAWhile();
            return;
        }

        Interlocked.Add(ref repaired, outcome.Repaired);
        lock (gate)
        {
            for (var i = 0; i < looked.Count && wrong.Count > 0; i++)
            {
                wrong.Dequeue();
            }

            pass?.Repaired(outcome);
        }
    }

    void Finish(string? error)
    {
        lock (gate)
        {
            last = pass?.End(error, time.GetUtcNow(), last.FinishedAt) ?? last;
            pass = null;
            endedAt = time.GetTimestamp();
            parts.Schedule.Release(this);
        }
    }

    // An older version does not know the question, and says nothing.
    void GiveUpIfSilent()
    {
        if (asked is { } open && !isWorking && time.GetElapsedTime(open.AskedAt) >= ReplicationTimes.VerifyPatience)
        {
            asked = null;
            wrong.Clear();
            Finish($"{source} did not answer for {ReplicationTimes.VerifyPatience.TotalSeconds} s: it is overloaded, " +
                "or of a version that cannot be compared with.");
            WaitAWhile(ReplicationTimes.VerifyPatience);
        }
    }

    void Refused(string reason)
    {
        lock (gate)
        {
            pass?.Refused(reason);
            WaitAWhile();
        }
    }

    void WaitAWhile() => WaitAWhile(ReplicationTimes.AskAgain);

    void WaitAWhile(TimeSpan span)
    {
        lock (gate)
        {
            (waitsSince, wait) = (time.GetTimestamp(), span);
        }
    }

    Question Ask(long id, VerifyPass? of, IReadOnlyList<ItemKey>? keys = null, TableSpan? span = null)
    {
        lock (gate)
        {
            asked = new(id, time.GetTimestamp(), of, keys, span);
            return asked;
        }
    }

    // The question that this answers; it stays open, so that no other one is asked, until the answer is taken in.
    Question? Begin(long id)
    {
        lock (gate)
        {
            if (asked is not { } open || open.Id != id || isWorking)
            {
                return null;
            }

            isWorking = true;
            return open;
        }
    }

    void End()
    {
        lock (gate)
        {
            asked = null;
            isWorking = false;
        }
    }

    sealed record Question(
        long Id, long AskedAt, VerifyPass? Pass, IReadOnlyList<ItemKey>? Keys, TableSpan? Span);
}
