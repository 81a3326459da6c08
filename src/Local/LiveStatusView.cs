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

    /// <summary>
    /// Draws until cancelled. Only this loop writes to the terminal: drawing from two sides garbles it.
    /// </summary>
    public Task RunAsync(CancellationToken cancel) => console.Live(new Text("Starting…")).StartAsync(async live =>
    {
        var drawn = "";
        while (!cancel.IsCancellationRequested)
        {
            var hasScrolled = !said.IsEmpty;
            while (said.TryDequeue(out var message))
            {
                console.Write(AboveTable(message));
            }

            if (latest is { } picture && (hasScrolled || drawn != ContentOf(picture)))
            {
                live.UpdateTarget(Draw(picture));
                drawn = ContentOf(picture);
            }

            await Task.Delay(RedrawInterval, time, cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    });

    // A line is written over the table's first ones, and the table is drawn anew below it: what it leaves of the
    // old one is cleared first.
    static ControlCode AboveTable(string message) => new($"\u001b[J{message.ReplaceLineEndings("\r\n")}\r\n");

    /// <summary>All that is drawn, to tell whether it has changed.</summary>
    static string ContentOf(Picture picture) => string.Join('\n', picture.Replicas
        .Select(replica => $"{replica with { Sources = [] }} {string.Join(' ', replica.Sources)}")
        .Concat(picture.Regions.Select(region => region.ToString()))
        .Concat(Notes(picture)));

    static IEnumerable<string> Notes(Picture picture) => picture.Notes.Select(PictureChanges.Text)
        .Concat(picture.Replicas.Where(replica => replica.Problem is not null)
            .Select(replica => $"{replica.Region} {replica.TableName}: {replica.Problem}"))
        .Concat(picture.Regions.Select(region => region.ClockProblem).OfType<string>());

    static Table Draw(Picture picture)
    {
        var table = new Table { Border = TableBorder.Rounded };
        table.AddColumns("Region", "Table", "Status");
        table.AddColumn(new TableColumn("Items").RightAligned());
        table.AddColumns("Reads from", "Lag", "Pending");
        table.AddColumn(new TableColumn("Conflicts").RightAligned());
        foreach (var replica in picture.Replicas)
        {
            var sources = replica.Sources;
            table.AddRow(
                new Text(replica.Region),
                new Text(replica.TableName),
                Status(replica),
                new Text(replica.ItemCount?.ToString("N0", CultureInfo.InvariantCulture) ?? ""),
                Lines(sources, source =>
                    source.State == SourceState.Streaming ? source.Region : $"{source.Region} ({source.State})"),
                Lines(sources, source => Lag(source.LagMs)),
                Lines(sources, source => source.PendingRecords.ToString("N0", CultureInfo.InvariantCulture)),
                new Text(replica.Conflicts.ToString("N0", CultureInfo.InvariantCulture)));
        }

        var busy = picture.Replicas.Select(replica => replica.Region).ToHashSet();
        foreach (var region in picture.Regions.Where(region => !busy.Contains(region.Region)))
        {
            var status = region.Answers ? "no table" : "does not answer";
            table.AddRow(new Text(region.Region), new Text("-"), new Text(status));
        }

        var notes = string.Join('\n', Notes(picture));
        if (notes.Length > 0)
        {
            table.Caption = new TableTitle(Markup.Escape(notes));
        }

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
