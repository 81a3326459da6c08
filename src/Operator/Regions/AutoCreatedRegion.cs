using GlobalTables.Operator.Resources;

namespace GlobalTables.Operator.Regions;

/// <summary>The Region that a table gets by naming it, where the operator may make regions.</summary>
static class AutoCreatedRegion
{
    public static V1Alpha1Region For(string name, RegionOptions options) => new()
    {
        Metadata = new()
        {
            Name = name,
            Labels = new Dictionary<string, string> { [RegionLabels.AutoCreated] = "true" },
        },
        Spec = new()
        {
            Namespace = $"region-{name}",
            Storage = new(options.DefaultStorageSize, options.DefaultStorageClass),
        },
    };
}
