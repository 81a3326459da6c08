using System.Globalization;
using System.Text;

namespace GlobalTables.RegionNode.Benchmarks;

/// <summary>Latencies of several times of one run, side by side.</summary>
static class LatencyTable
{
    public static string Of(params (string When, IReadOnlyCollection<double> LatenciesMs)[] times)
    {
        var table = new StringBuilder();
        table.AppendLine(CultureInfo.InvariantCulture, $"| {"write latency, ms",-28} |   writes |  median |     p99 |     max |");
        table.AppendLine(CultureInfo.InvariantCulture, $"| {"---",-28} |     ---: |    ---: |    ---: |    ---: |");
        foreach (var (when, latencies) in times)
        {
            table.Append(CultureInfo.InvariantCulture, $"| {when,-28} | {latencies.Count,8} |");
            foreach (var part in new[] { 0.5, 0.99, 1 })
            {
                table.Append(
                    CultureInfo.InvariantCulture,
                    $" {(latencies.Count > 0 ? Quantiles.Of(latencies, part) : double.NaN),7:0.00} |");
            }

            table.AppendLine();
        }

        return table.ToString();
    }
}
