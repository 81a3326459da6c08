using System.Reflection;
using System.Text.RegularExpressions;
using GlobalTables.ControlPlane.Planning;
using GlobalTables.Operator.Commands;
using GlobalTables.Operator.Regions;

namespace GlobalTables.Operator.Tests.Charts;

/// <summary>What the chart and the docs take for granted of the operator, read from the operator.</summary>
static partial class OperatorContract
{
    /// <summary>What the program has against a command line.</summary>
    public static IReadOnlyList<string> Objections(IReadOnlyList<string> arguments) =>
    [
        .. OperatorCommand
            .Root(
                (_, _) => Task.FromResult(0),
                GatewayCommand.Create(),
                CheckCommand.Create(TimeProvider.System, new Random(0)))
            .Parse([.. arguments])
            .Errors.Select(error => error.Message),
    ];

    public static IReadOnlyList<string> Metrics { get; } =
    [
        .. Sources("src/Operator").SelectMany(source => Metric().Matches(source))
            .Select(match => match.Groups[1].Value)
            .Distinct(),
    ];

    /// <summary>In conditions and in events.</summary>
    public static IReadOnlyList<string> ReasonsOfTables { get; } =
    [
        .. Constants(typeof(NoteReasons))
            .Concat(new[] { "TableConditions", "TableEvents" }
                .SelectMany(name => Word().Matches(Repository.Read($"src/Operator/Tables/{name}.cs")))
                .Select(match => match.Value.Trim('"'))
                .Except(["ReplicationHealthy", "ClockSkew"]))
            .Distinct(),
    ];

    public static IReadOnlyList<string> ReasonsOfRegions { get; } = [.. Constants(typeof(RegionReasons))];

    static IEnumerable<string> Constants(Type type) => type
        .GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(field => (string)field.GetRawConstantValue()!);

    static IEnumerable<string> Sources(string folder) => Repository.Files(folder, "*.cs").Select(Repository.Read);

    [GeneratedRegex("\"((?:globaltables|leader_election|workqueue|controller_runtime)_[a-z_]+)\"")]
    private static partial Regex Metric();

    /// <summary>A reason as a text: several words in one, or one that is handed to Condition.</summary>
    [GeneratedRegex(@"""(?:[A-Z][a-z]+){2,}""|(?<=Condition\(\w+, \w+, "")[A-Z][a-z]+(?="")")]
    private static partial Regex Word();
}
