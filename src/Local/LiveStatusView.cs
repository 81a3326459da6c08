using System.Collections.Concurrent;
using System.Globalization;
using GlobalTables.Contracts;
using GlobalTables.ControlPlane.Planning;
using Spectre.Console;

namespace GlobalTables.Local;

/// <summary>A table that is redrawn when something has changed; what is said scrolls by above it.</summary>
sealed class LiveStatusView(IAnsiConsole console, TimeProvider time) : IStatusView
{
    static readonly TimeSpan RedrawInterval = TimeSpan.FromMilliseconds(250);

    readonly ConcurrentQueue<string> said = [];
    volatile Picture? latest;

    public void Say(string message) => said.Enqueue(message);

    public void Show(Picture picture) => latest = picture;

    /// <summary>Draws until cancelled. Only this loop writes to the terminal: drawing from two sides garbles it.</summary>
    public Task RunAsync(CancellationToken cancel) => console.Live(new Text("Starting…")).StartAsync(async live =>
    {
        Picture? drawn = null;
        while (!cancel.IsCancellationRequested)
        {
            var isNew = !ReferenceEquals(drawn, latest);
            while (said.TryDequeue(out var message))
            {
                console.WriteLine(message);
                isNew = true;
            }

            drawn = latest;
            if (isNew && drawn is not null)
            {
                live.UpdateTarget(Draw(drawn));
            }

            await Task.Delay(RedrawInterval, time, cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    });

    static Table Draw(Picture picture)
    {
        var table = new Table { Border = TableBorder.Rounded };
        table.AddColumns("Region", "Table", "Status");
        table.AddColumn(new TableColumn("Items").RightAligned());
        table.AddColumns("Reads from", "Lag", "Pending");
        foreach (var replica in picture.Replicas)
        {
            var sources = replica.Sources;
            table.AddRow(
                new Text(replica.Region),
                new Text(replica.TableName),
                Status(replica),
                new Text(replica.ItemCount?.ToString("N0", CultureInfo.InvariantCulture) ?? ""),
                Lines(sources, source => source.State == SourceState.Streaming ? source.Region : $"{source.Region} ({source.State})"),
                Lines(sources, source => Lag(source.LagMs)),
                Lines(sources, source => source.PendingRecords.ToString("N0", CultureInfo.InvariantCulture)));
        }

        foreach (var region in picture.Regions.Where(region => !picture.Replicas.Any(replica => replica.Region == region.Region)))
        {
            table.AddRow(new Text(region.Region), new Text("-"), new Text(region.Answers ? "no table" : "does not answer"));
        }

        var notes = picture.Notes.Select(PictureChanges.Text)
            .Concat(picture.Replicas.Where(replica => replica.Problem is not null)
                .Select(replica => $"{replica.Region} {replica.TableName}: {replica.Problem}"));
        table.Caption = new TableTitle(Markup.Escape(string.Join('\n', notes)));
        return table;
    }

    static Text Status(ReplicaStatus replica)
    {
        var color = replica.Status switch
        {
            TableStates.Active => Color.Green,
            TableStates.Inaccessible => Color.Red,
            _ => Color.Yellow,
        };
        var progress = replica.ProgressPercent is { } percent ? $" {percent} %" : "";
        return new Text(replica.Status + progress, new Style(color));
    }

    static Text Lines(IReadOnlyList<SourceStatus> sources, Func<SourceStatus, string> text) =>
        new(string.Join('\n', sources.Select(text)));

    static string Lag(long? milliseconds) => milliseconds switch
    {
        null => "-",
        < 10_000 => $"{milliseconds} ms",
        _ => string.Create(CultureInfo.InvariantCulture, $"{milliseconds / 1000.0:0.0} s"),
    };
}
