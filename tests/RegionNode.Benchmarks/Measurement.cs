namespace GlobalTables.RegionNode.Benchmarks;

enum Side
{
    Http,
    SqliteInGroups,
    SqliteOneByOne,
}

/// <summary>One figure of the table, measured once a round.</summary>
/// <param name="what">The line of the table that it stands in.</param>
/// <param name="side">The column of the table.</param>
/// <param name="run">Runs for that long and gives items a second.</param>
sealed class Measurement(string what, Side side, Func<TimeSpan, Task<double>> run)
{
    readonly List<double> perSecond = [];

    public string What => what;

    public Side Side => side;

    public double Median => Quantiles.Of(perSecond, 0.5);

    public async Task RunAsync(TimeSpan time, bool isCounted)
    {
        var measured = await run(time);
        if (isCounted)
        {
            perSecond.Add(measured);
        }
    }
}
