using CsCheck;
using GlobalTables.Operator.Kubernetes;

namespace GlobalTables.Operator.Tests.Kubernetes;

public sealed class WorkQueueTests
{
    readonly ManualTime time = new();
    readonly OperatorMetrics metrics = new();

    [Fact]
    public void A_key_that_is_added_often_waits_once()
    {
        using var queue = NewQueue();
        queue.Add("a");
        queue.Add("a");
        queue.Add("b");
        Assert.Equal(2, queue.Depth);
        Assert.Equal(["a", "b"], Drain(queue));
    }

    [Fact]
    public async Task A_key_that_is_added_while_in_work_is_given_out_once_more_and_not_before_it_is_done()
    {
        using var queue = NewQueue();
        queue.Add("a");
        var (_, taken) = await queue.TakeAsync(default);
        queue.Add("a");
        queue.Add("a");
        Assert.Empty(Drain(queue));
        queue.Done(taken);
        Assert.Equal(["a"], Drain(queue));
        Assert.Equal(0, queue.Depth);
    }

    [Fact]
    public void What_happened_comes_before_what_is_only_listed()
    {
        using var queue = NewQueue();
        queue.Add("listed", QueuePriority.Low);
        queue.Add("both", QueuePriority.Low);
        queue.Add("happened");
        queue.Add("both");
        Assert.Equal(["happened", "both", "listed"], Drain(queue));
    }

    [Fact]
    public void An_event_does_not_put_off_a_deadline()
    {
        using var queue = NewQueue();
        queue.AddAfter("a", TimeSpan.FromSeconds(30));
        queue.Add("a");
        Assert.Equal(["a"], Drain(queue));
        queue.AddAfter("a", TimeSpan.FromMinutes(5));
        time.Advance(TimeSpan.FromSeconds(29));
        Assert.Empty(Drain(queue));
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(["a"], Drain(queue));
        time.Advance(TimeSpan.FromHours(1));
        Assert.Empty(Drain(queue));
    }

    [Fact]
    public void An_earlier_deadline_replaces_a_later_one()
    {
        using var queue = NewQueue();
        queue.AddAfter("a", TimeSpan.FromMinutes(5));
        queue.AddAfter("a", TimeSpan.FromSeconds(1));
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(["a"], Drain(queue));
        time.Advance(TimeSpan.FromHours(1));
        Assert.Empty(Drain(queue));
    }

    [Fact]
    public void Failures_double_the_delay_from_5_ms_to_5_min_and_forgetting_begins_anew()
    {
        var retries = new RetryDelays<string>(time);
        double[] delays = [.. Enumerable.Range(0, 20).Select(_ =>
        {
            time.Advance(TimeSpan.FromSeconds(1)); // the tokens that all share are not in the way
            return retries.Next("a").TotalMilliseconds;
        })];
        Assert.Equal([5, 10, 20, 40], delays[..4]);
        Assert.Equal(TimeSpan.FromMinutes(5).TotalMilliseconds, delays[^1]);
        retries.Forget("a");
        Assert.Equal(5, retries.Next("a").TotalMilliseconds);
    }

    [Fact]
    public void All_keys_together_are_tried_again_ten_times_a_second_after_the_first_hundred()
    {
        var retries = new RetryDelays<int>(time);
        var delays = Enumerable.Range(0, 200).Select(key => retries.Next(key).TotalSeconds).ToList();
        Assert.All(delays[..100], delay => Assert.Equal(0.005, delay, 6));
        Assert.Equal(10, delays[199], 3);
    }

    [Fact]
    public async Task A_shut_queue_gives_nothing_out_and_lets_everybody_go()
    {
        using var queue = NewQueue();
        var waiting = Enumerable.Range(0, 5).Select(_ => queue.TakeAsync(default).AsTask()).ToList();
        queue.Shut();
        queue.Add("late");
        Assert.All(await Task.WhenAll(waiting), taken => Assert.True(taken.IsShut));
        Assert.True((await queue.TakeAsync(default)).IsShut);
    }

    [Fact]
    public void Whatever_is_done_no_key_is_in_two_hands_and_none_is_lost() => Gen
        .Select(Gen.Int[0, 5], Gen.Int[0, 5], Gen.Int[0, 40])
        .Array[0, 200]
        .Sample(steps =>
        {
            var clock = new ManualTime();
            using var queue = new WorkQueue<int>("test", clock, metrics);
            var inWork = new HashSet<int>();
            var owed = new HashSet<int>(); // added since it was last taken, or due
            var deadlines = new Dictionary<int, long>();
            void Pass(int ms)
            {
                clock.Advance(TimeSpan.FromMilliseconds(ms));
                foreach (var (key, _) in deadlines.Where(one => one.Value <= clock.GetTimestamp()).ToList())
                {
                    deadlines.Remove(key);
                    owed.Add(key);
                }
            }

            bool TakeOne()
            {
                if (!queue.TryTake(out var key))
                {
                    return false;
                }

                Assert.True(inWork.Add(key), "a key is in two hands");
                Assert.True(owed.Remove(key), "a key comes that nobody added");
                return true;
            }

            foreach (var (action, key, ms) in steps)
            {
                switch (action)
                {
                    case 0:
                        queue.Add(key);
                        owed.Add(key);
                        break;
                    case 1:
                        queue.Add(key, QueuePriority.Low);
                        owed.Add(key);
                        break;
                    case 2 when ms > 0:
                        queue.AddAfter(key, TimeSpan.FromMilliseconds(ms));
                        var deadline = clock.GetTimestamp() + TimeSpan.FromMilliseconds(ms).Ticks;
                        deadlines[key] = Math.Min(deadlines.GetValueOrDefault(key, long.MaxValue), deadline);
                        break;
                    case 3 when owed.Any(one => !inWork.Contains(one)):
                        Assert.True(TakeOne(), "a key that is owed does not come");
                        break;
                    case 4 when inWork.Remove(key):
                        queue.Done(key);
                        break;
                    case 5:
                        Pass(ms);
                        break;
                    default:
                        break;
                }
            }

            foreach (var key in inWork.ToList())
            {
                inWork.Remove(key);
                queue.Done(key);
            }

            Pass(1000);
            while (owed.Count > 0)
            {
                Assert.True(TakeOne(), "a key that is owed does not come");
                inWork.ToList().ForEach(queue.Done);
                inWork.Clear();
            }

            Assert.Equal(0, queue.Depth);
        }, iter: 2000);

    WorkQueue<string> NewQueue() => new("test", time, metrics);

    /// <summary>Takes what is there and calls it done.</summary>
    static List<string> Drain(WorkQueue<string> queue)
    {
        var taken = new List<string>();
        while (queue.TryTake(out var key))
        {
            taken.Add(key);
            queue.Done(key);
        }

        return taken;
    }
}
