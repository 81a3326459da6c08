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
    Description = "Items put into the first region each second.",
    DefaultValueFactory = _ => 500,
};
var folder = new Option<string>("--folder")
{
    Description = "Where the databases are made, and removed again.",
    DefaultValueFactory = _ => Path.GetTempPath(),
};
foreach (var option in new[] { seconds, connections, group, rounds, rate })
{
    option.Validators.Add(result =>
    {
        if (!result.Errors.Any() && result.GetValueOrDefault<int>() < 1)
        {
            result.AddError($"{result.Option.Name} must be at least 1.");
        }
    });
}

var lag = new Command("lag", "The time from a write's acknowledgement in one region to its being readable in another.")
{
    seconds, rate, folder,
};
lag.SetAction((parsed, cancel) => LagRun.RunAsync(
    new(TimeSpan.FromSeconds(parsed.GetValue(seconds)), parsed.GetValue(rate), parsed.GetRequiredValue(folder)),
    cancel));

var verify = new Command("verify", "Rows a second that two regions compare, and what that costs their writers.")
{
    seconds, connections, folder,
};
verify.SetAction((parsed, cancel) => VerifyRun.RunAsync(
    new(
        TimeSpan.FromSeconds(parsed.GetValue(seconds)),
        parsed.GetValue(connections),
        parsed.GetRequiredValue(folder)),
    cancel));

var command = new RootCommand("Items a second over HTTP, beside the same on plain SQLite.")
{
    seconds, connections, rounds, group, folder, lag, verify,
};
command.SetAction((parsed, cancel) => ThroughputRun.RunAsync(
    new(
        TimeSpan.FromSeconds(parsed.GetValue(seconds)),
        parsed.GetValue(connections),
        parsed.GetValue(rounds),
        parsed.GetValue(group),
        parsed.GetRequiredValue(folder)),
    cancel));
return await command.Parse(args).InvokeAsync();
