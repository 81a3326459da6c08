namespace GlobalTables.RegionNode.Benchmarks;

static class Quantiles
{
    /// <summary>The value that this part of the samples does not exceed.</summary>
    public static double Of(IEnumerable<double> samples, double part)
    {
        var sorted = samples.Order().ToList();
        return sorted[Math.Max(0, (int)Math.Ceiling(sorted.Count * part) - 1)];
    }
}
