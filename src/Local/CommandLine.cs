using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using GlobalTables.ControlPlane.Resources;

namespace GlobalTables.Local;

/// <summary>The command line: its words, its checks and its help.</summary>
static class CommandLine
{
    const int PortMax = 65535;
    static readonly TimeSpan ReplicationDelayMax = TimeSpan.FromMinutes(5);

    public static RootCommand Create(
        Func<LocalOptions, CancellationToken, Task<int>> run,
        Func<CancellationToken, Task<int>> demo)
    {
        var manifests = new Argument<string[]>("manifests")
        {
            Description = "Manifest files, or folders of them: what tables there are and in which regions they live. "
                + "They are read again whenever they change.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        manifests.Validators.Add(result =>
        {
            foreach (var token in result.Tokens.Where(token => token.Value.StartsWith('-')))
            {
                result.AddError($"There is no option {token.Value}; --help lists them.");
            }
        });
        var regions = new Option<string[]>("--regions")
        {
            Description = "Regions to run even if no table names them, separated by commas.",
            HelpName = "us-east-1,eu-west-1",
            CustomParser = Regions,
            DefaultValueFactory = _ => [],
        };
        var data = new Option<string>("--data")
        {
            Description = "Folder for the data of all regions and for what is remembered between two starts.",
            HelpName = "folder",
            DefaultValueFactory = _ => LocalOptions.DefaultDataFolder,
        };
        var port = new Option<int>("--port")
        {
            Description = "Port of the endpoint for all regions; the region in a request's signature picks one. "
                + "0: any free port.",
            HelpName = "port",
            DefaultValueFactory = _ => LocalOptions.DefaultPort,
        };
        port.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 0 or > PortMax)
            {
                result.AddError($"--port must be a number from 0 to {PortMax}.");
            }
        });
        var delay = new Option<TimeSpan>("--replication-delay")
        {
            Description = "Holds every change back for so long on its way to another region, so that you can watch it.",
            HelpName = "2s",
            CustomParser = Delay,
        };
        var noLive = new Option<bool>("--no-live")
        {
            Description = "Print a line when something changes, instead of a table that is redrawn.",
        };

        var root = new RootCommand(
            """
            Runs DynamoDB-compatible regions on this machine, one process each, with tables that replicate between them.

              dotnet run --project src/Local -- config/samples/products.yaml     tables from a manifest
              dotnet run --project src/Local -- --regions us-east-1,eu-west-1    empty regions, for the aws command
              dotnet run --project src/Local -- demo                             watch what it does, in a minute
            """)
        {
            manifests, regions, data, port, delay, noLive,
        };
        root.SetAction((parsed, cancel) => run(
            new LocalOptions
            {
                Manifests = parsed.GetValue(manifests) ?? [],
                Regions = parsed.GetValue(regions) ?? [],
                DataFolder = parsed.GetRequiredValue(data),
                Port = parsed.GetValue(port),
                ReplicationDelay = parsed.GetValue(delay),
                IsLive = !parsed.GetValue(noLive),
            },
            cancel));

        var demoCommand = new Command("demo",
            "Plays a walkthrough against real regions in a temporary folder and checks each step.");
        demoCommand.SetAction((_, cancel) => demo(cancel));
        root.Subcommands.Add(demoCommand);
        return root;
    }

    static string[] Regions(ArgumentResult result)
    {
        var names = result.Tokens
            .SelectMany(token =>
                token.Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            .Distinct(StringComparer.Ordinal)
            .ToArray();
        foreach (var name in names.Where(name => !ResourceLimits.IsRegionName(name)))
        {
            result.AddError($"--regions: \"{name}\" is no region name; it takes lower-case letters, digits and "
                + "hyphens, as in us-east-1,eu-west-1.");
        }

        return names;
    }

    /// <summary>As in <c>2s</c>, <c>500ms</c> or <c>1m</c>.</summary>
    static TimeSpan Delay(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        var unit = text.TrimStart("0123456789.".ToCharArray());
        var isNumber = double.TryParse(
            text[..^unit.Length], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number);
        var milliseconds = number * unit switch
        {
            "ms" => 1,
            "s" => 1_000,
            "m" => 60_000,
            _ => double.NaN,
        };
        if (isNumber && milliseconds >= 0 && milliseconds <= ReplicationDelayMax.TotalMilliseconds)
        {
            return TimeSpan.FromMilliseconds(milliseconds);
        }

        result.AddError($"--replication-delay: \"{text}\" is no delay; write 2s or 500ms, at most "
            + $"{ReplicationDelayMax.TotalMinutes:0}m.");
        return default;
    }
}
