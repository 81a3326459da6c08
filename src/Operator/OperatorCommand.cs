using System.CommandLine;
using System.CommandLine.Parsing;
using GlobalTables.Operator.Regions;
using GlobalTables.Operator.Tables;

namespace GlobalTables.Operator;

/// <summary>The operator's command line.</summary>
static class OperatorCommand
{
    public static RootCommand Root(
        Func<OperatorOptions, CancellationToken, Task<int>> run, params Command[] commands)
    {
        var space = new Option<string>("--namespace")
        {
            Description = "The operator's own namespace.",
            DefaultValueFactory = _ => Environment.GetEnvironmentVariable("POD_NAMESPACE") ?? "default",
        };
        var election = Switch("--leader-election", true, "One of several operators leads. false: there is one.");
        var watched = Names("--watch-namespaces", "The namespaces whose tables are looked after; all when absent.");
        var autoCreate = Switch("--auto-create-regions", false, "Makes a Region for a name that a table has.");
        var image = Text("--node-image", "The image of a region's node, where the Region names none.");
        image.Required = true;
        var pullPolicy = Text("--node-image-pull-policy", "Always, IfNotPresent or Never.");
        pullPolicy.AcceptOnlyFromAmong("Always", "IfNotPresent", "Never");
        var pullSecrets = Names("--node-image-pull-secrets", "Secrets of the regions' namespaces for pulling images.");
        var size = Text("--default-storage-size", "The volume of a Region that is made for a table, as in 10Gi.");
        size.DefaultValueFactory = _ => RegionOptions.StorageSizeUsual;
        var storageClass = Text("--default-storage-class", "The storage class of such a Region.");
        var apiTables = Text("--api-tables-namespace", "Where objects are made for tables that the API made.");
        apiTables.DefaultValueFactory = _ => "globaltables-api";
        var metrics = Names("--metrics-namespaces", "Namespaces that may scrape the nodes.");
        var probePort = new Option<int>("--probe-port")
        {
            Description = "Probes and metrics; 0 picks a free port.",
            DefaultValueFactory = _ => 8080,
        };

        var command = new RootCommand("Looks after GlobalTables and Regions of a Kubernetes cluster.")
        {
            space, election, watched, autoCreate, image, pullPolicy, pullSecrets, size, storageClass, apiTables,
            metrics, probePort,
        };
        foreach (var other in commands)
        {
            command.Add(other);
        }

        command.SetAction((parsed, cancel) => run(
            new OperatorOptions
            {
                Namespace = parsed.GetRequiredValue(space),
                LeaderElection = parsed.GetRequiredValue(election),
                WatchNamespaces = parsed.GetValue(watched) is { Length: > 0 } some ? some : null,
                ProbePort = parsed.GetRequiredValue(probePort),
                Regions = new RegionOptions
                {
                    NodeImage = parsed.GetRequiredValue(image),
                    NodeImagePullPolicy = parsed.GetValue(pullPolicy),
                    NodeImagePullSecrets = parsed.GetValue(pullSecrets) ?? [],
                    DefaultStorageSize = parsed.GetRequiredValue(size),
                    DefaultStorageClass = parsed.GetValue(storageClass),
                    MetricsNamespaces = parsed.GetValue(metrics) ?? [],
                    OperatorNamespace = parsed.GetRequiredValue(space),
                },
                Tables = new TableOptions
                {
                    ApiTablesNamespace = parsed.GetRequiredValue(apiTables),
                    AutoCreateRegions = parsed.GetRequiredValue(autoCreate),
                },
            },
            cancel));
        return command;
    }

    static Option<bool> Switch(string name, bool usual, string what) => new(name)
    {
        Description = what,
        DefaultValueFactory = _ => usual,
    };

    static Option<string> Text(string name, string what) => new(name) { Description = what };

    /// <summary>Names with commas between them.</summary>
    static Option<string[]> Names(string name, string what) => new(name)
    {
        Description = what,
        CustomParser = Split,
    };

    static string[] Split(ArgumentResult result) =>
        [.. result.Tokens.SelectMany(token =>
            token.Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))];
}
