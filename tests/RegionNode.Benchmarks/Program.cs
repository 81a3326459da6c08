using System.CommandLine;
using GlobalTables.RegionNode.Benchmarks;

var seconds = new Option<int>("--seconds")
{
    Description = "How long to measure, about.",
    DefaultValueFactory = _ => 60,
};
var connections = new Option<int>("--connections")
{
    Description = "Connections to the node, each with one request at a time.",
    DefaultValueFactory = _ => 64,
};
var group = new Option<int>("--group")
{
    Description = "Rows that plain SQLite commits together.",
    DefaultValueFactory = _ => 64,
};
var rounds = new Option<int>("--rounds")
{
    Description = "How often each measurement is repeated; the median is told.",
    DefaultValueFactory = _ => 5,
};
var rate = new Option<int>("--rate")
{
    Description = "Items put each second.",
    DefaultValueFactory = _ => 500,
};
var folder = new Option<string>("--folder")
{
    Description = "Where the databases are made, and removed again.",
    DefaultValueFactory = _ => Path.GetTempPath(),
};
var highest = new Option<bool>("--highest")
{
    Description = "As many items as the node takes from --connections, instead of a rate.",
};
var minutes = new Option<int>("--minutes")
{
    Description = "How long the region is away.",
    DefaultValueFactory = _ => 5,
};
var items = new Option<int>("--items")
{
    Description = "Items that the first region has.",
    DefaultValueFactory = _ => 1_000_000,
};
var size = new Option<int>("--size")
{
    Description = "The bytes of an item.",
    DefaultValueFactory = _ => 1024,
};
var counts = new Option<int[]>("--regions")
{
    Description = "How many regions share the table, one measurement after the other.",
    DefaultValueFactory = _ => [2, 4, 8, 16],
    AllowMultipleArgumentsPerToken = true,
};
foreach (var option in new[] { seconds, connections, group, rounds, rate, minutes, items, size })
{
    var least = option == size ? BenchmarkItems.ItemBytesMin : 1;
    option.Validators.Add(result =>
    {
        if (!result.Errors.Any() && result.GetValueOrDefault<int>() < least)
        {
            result.AddError($"{result.Option.Name} must be at least {least}.");
        }
    });
}

counts.Validators.Add(result =>
{
    if (!result.Errors.Any() && result.GetValueOrDefault<int[]>()!.Any(count => count < 2))
    {
        result.AddError("--regions must be at least 2, each of them.");
    }
});

var lag = new Command("lag", "The time from a write's acknowledgement in one region to its being readable in another.")
{
    seconds, rate, highest, connections, folder,
};
lag.SetAction((parsed, cancel) =>
{
    var options = new LagOptions(
        TimeSpan.FromSeconds(parsed.GetValue(seconds)),
        parsed.GetValue(highest) ? null : parsed.GetValue(rate),
        parsed.GetValue(connections),
        parsed.GetRequiredValue(folder));
    var pace = options.Rate is { } each ? $"{each} put a second" : "as many as the node takes";
    return BenchmarkFolder.UseAsync(
        options.Folder,
        $"lag between two regions on one machine; items of 1 KB, {pace} for {options.Time.TotalSeconds} s",
        (made, stop) => LagRun.RunAsync(options, made, stop),
        cancel);
});

var catchUp = new Command("catchup", "A region that was away catches up with two that took writes all the time.")
{
    minutes, rate, folder,
};
catchUp.SetAction((parsed, cancel) =>
{
    var options = new CatchUpOptions(
        TimeSpan.FromMinutes(parsed.GetValue(minutes)), parsed.GetValue(rate), parsed.GetRequiredValue(folder));
    return BenchmarkFolder.UseAsync(
        options.Folder,
        $"one of three regions is away for {options.Away.TotalMinutes} minutes; items of 1 KB, "
        + $"{options.Rate} a second put into the other two together",
        (made, stop) => CatchUpRun.RunAsync(options, made, stop),
        cancel);
});

var bootstrap = new Command("bootstrap", "A region is added and filled, beside a copy of the same rows by SQLite.")
{
    items, size, rate, folder,
};
bootstrap.SetAction((parsed, cancel) =>
{
    var options = new BootstrapOptions(
        parsed.GetValue(items), parsed.GetValue(size), parsed.GetValue(rate), parsed.GetRequiredValue(folder));
    return BenchmarkFolder.UseAsync(
        options.Folder,
        $"a region is filled with {options.Items} items of {options.ItemBytes} bytes",
        (made, stop) => BootstrapRun.RunAsync(options, made, stop),
        cancel);
});

var growth = new Command("regions", "What a write and an idle second cost with more and more regions.")
{
    counts, seconds, rate, folder,
};
growth.SetAction((parsed, cancel) =>
{
    var options = new RegionsOptions(
        parsed.GetRequiredValue(counts),
        TimeSpan.FromSeconds(parsed.GetValue(seconds)),
        parsed.GetValue(rate),
        parsed.GetRequiredValue(folder));
    return BenchmarkFolder.UseAsync(
        options.Folder,
        "the cost of regions that share one table, on one machine",
        (made, stop) => RegionsRun.RunAsync(options, made, stop),
        cancel);
});

var command = new RootCommand("Items a second over HTTP, beside the same on plain SQLite.")
{
    seconds, connections, rounds, group, folder, lag, catchUp, bootstrap, growth,
};
command.SetAction((parsed, cancel) => ThroughputRun.RunAsync(
    new(
        TimeSpan.FromSeconds(parsed.GetValue(seconds)),
        parsed.GetValue(connections),
        parsed.GetValue(rounds),
        parsed.GetValue(group),
        parsed.GetRequiredValue(folder)),
    cancel));

// One that is interrupted ends its nodes and removes their data.
return await command.Parse(args).InvokeAsync(new() { ProcessTerminationTimeout = TimeSpan.FromSeconds(60) });
