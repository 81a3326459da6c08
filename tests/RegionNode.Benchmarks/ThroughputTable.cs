using System.Globalization;
using System.Text;

namespace GlobalTables.RegionNode.Benchmarks;

/// <summary>The result as a table that can be pasted into a page.</summary>
static class ThroughputTable
{
    public static string Of(List<Measurement> measurements, int group)
    {
        var table = new StringBuilder();
        table.AppendLine(Line(
            "items a second", "HTTP", $"SQLite, {group} a commit", "ratio", "SQLite, 1 a commit", "ratio"));
        table.AppendLine(Line("---", "---:", "---:", "---:", "---:", "---:"));
        foreach (var line in measurements.GroupBy(measurement => measurement.What))
        {
            var http = MedianOf(line, Side.Http);
            var inGroups = MedianOf(line, Side.SqliteInGroups);
            var oneByOne = MedianOf(line, Side.SqliteOneByOne);
            table.AppendLine(Line(
                line.Key, Count(http), Count(inGroups), Ratio(http, inGroups), Count(oneByOne), Ratio(http, oneByOne)));
        }

        return table.Append("SQLite gets by key are one thread's; there is nothing to commit.").ToString();
    }

    static double? MedianOf(IEnumerable<Measurement> line, Side side) =>
        line.SingleOrDefault(measurement => measurement.Side == side)?.Median;

    static string Count(double? perSecond) => perSecond?.ToString("N0", CultureInfo.InvariantCulture) ?? "";

    static string Ratio(double? http, double? sqlite) =>
        (http / sqlite)?.ToString("0.00", CultureInfo.InvariantCulture) ?? "";

    static string Line(params ReadOnlySpan<string> cells)
    {
        var line = new StringBuilder("|");
        for (var i = 0; i < cells.Length; i++)
        {
            line.Append(' ').Append(i == 0 ? cells[i].PadRight(30) : cells[i].PadLeft(20)).Append(" |");
        }

        return line.ToString();
    }
}
