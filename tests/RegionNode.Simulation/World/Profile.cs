using GlobalTables.RegionNode.Storage;

namespace GlobalTables.RegionNode.Simulation.World;

/// <summary>What can happen in one step.</summary>
enum Step
{
    Write,
    Read,
    Commit,
    Carry,
    CarryAll,
    Wait,
    WaitLong,
    Break,
    Partition,
    Heal,
    Slow,
    Clock,
    Crash,
    Down,
    Plan,
    Push,
    PushFault,
    Rival,
    Declare,
    Force,
    Volume,
    Late,
    Collect,
    House,
    Verify,
}

/// <summary>What a run is made of: the weights of its steps, and the size of its world.</summary>
sealed record Profile(string Name)
{
    static readonly Dictionary<Step, int> Usual = new()
    {
        [Step.Write] = 260,
        [Step.Read] = 40,
        [Step.Commit] = 60,
        [Step.Carry] = 330,
        [Step.CarryAll] = 40,
        [Step.Wait] = 60,
        [Step.WaitLong] = 3,
        [Step.Break] = 15,
        [Step.Partition] = 6,
        [Step.Heal] = 10,
        [Step.Slow] = 8,
        [Step.Clock] = 6,
        [Step.Crash] = 8,
        [Step.Down] = 3,
        [Step.Plan] = 15,
        [Step.Push] = 25,
        [Step.PushFault] = 5,
        [Step.Rival] = 1,
        [Step.Declare] = 1,
        [Step.Force] = 0,
        [Step.Volume] = 1,
        [Step.Late] = 30,
        [Step.Collect] = 25,
        [Step.House] = 10,
        [Step.Verify] = 4,
    };

    static readonly Profile[] All =
    [
        new("plain"),
        new("dense") { KeysMax = 2, More = { [Step.Write] = 200, [Step.Late] = 60 } },
        new("membership") { More = { [Step.Declare] = 20, [Step.Plan] = 60, [Step.Push] = 100 } },
        new("removal")
        {
            KeysMax = 4,
            More =
            {
                [Step.Declare] = 15, [Step.Force] = 15, [Step.Plan] = 60, [Step.Push] = 100, [Step.Down] = 10,
                [Step.Collect] = 40, [Step.House] = 30,
            },
        },
        new("clock") { ParksTheFuture = true, More = { [Step.Clock] = 60 } },
        new("crash") { More = { [Step.Crash] = 30, [Step.Down] = 15, [Step.Break] = 30 } },
        new("network") { More = { [Step.Partition] = 30, [Step.Slow] = 30, [Step.Break] = 40, [Step.WaitLong] = 15 } },
        new("collection") { KeysMax = 3, More = { [Step.Collect] = 120, [Step.Late] = 80, [Step.CarryAll] = 60 } },
        new("volumes")
        {
            KeysMax = 4,
            More =
            {
                [Step.Volume] = 15, [Step.Plan] = 60, [Step.Push] = 100, [Step.Collect] = 60, [Step.House] = 40,
                [Step.Crash] = 20,
            },
        },
        new("control") { More = { [Step.Rival] = 15, [Step.PushFault] = 50, [Step.Declare] = 12, [Step.Plan] = 60 } },
    ];

    public int RegionsMin { get; init; } = 2;

    public int RegionsMax { get; init; } = 4;

    public int KeysMax { get; init; } = 6;

    /// <summary>The bound that production has for clocks, beyond which records are parked; else all are near.</summary>
    public bool ParksTheFuture { get; init; }

    Dictionary<Step, int> More { get; } = [];

    public static Profile Of(int seed) => All[seed % All.Length];

    /// <summary>Small reads, so that batches are cut; tombstones that go soon.</summary>
    public StorageSettings Settings(Random random) => new()
    {
        Reads = new(random.Next(1, 5), 100_000, random.Next(2, 8)),
        TombstoneRetention = TimeSpan.FromMilliseconds(random.Next(3) == 0 ? 0 : random.Next(3000)),
        MaxClockOffset = ParksTheFuture ? StorageSettings.Default.MaxClockOffset : TimeSpan.FromHours(1),
    };

    /// <summary>The steps, each as often as its weight says.</summary>
    public Step[] Wheel() =>
    [
        .. Usual.SelectMany(step => Enumerable.Repeat(step.Key, step.Value + More.GetValueOrDefault(step.Key))),
    ];
}
