using System.Text.Json.Serialization;
using GlobalTables.ControlPlane.Planning;
using GlobalTables.ControlPlane.Resources;

namespace GlobalTables.Local;

/// <summary>What is remembered between two starts.</summary>
sealed record LocalState
{
    /// <summary>By region. Once chosen they stay, so that clients configured for a region keep working.</summary>
    public IReadOnlyDictionary<string, RegionPorts> Ports { get; init; } =
        new SortedDictionary<string, RegionPorts>();

    /// <summary>Each table as the manifests had it last.</summary>
    public IReadOnlyList<GlobalTable> LastApplied { get; init; } = [];

    /// <summary>The tables as they are to be: the manifests', with what was changed through the API.</summary>
    public IReadOnlyList<GlobalTable> Tables { get; init; } = [];

    public ControlMemory Memory { get; init; } = new();

    /// <summary>Every region that a table is in, is to be in, or has not left altogether.</summary>
    public IEnumerable<string> RegionsInUse() => Tables.SelectMany(table => table.Regions())
        .Concat(Memory.Groups.SelectMany(group => group.Members.Select(member => member.Region)
            .Concat(group.Removals.Select(removal => removal.Region))))
        .Distinct(StringComparer.Ordinal);
}

/// <param name="Api">The DynamoDB API.</param>
/// <param name="Peers">Replication and control.</param>
/// <param name="Probes">Probes, status and metrics.</param>
sealed record RegionPorts(int Api, int Peers, int Probes)
{
    public IEnumerable<int> All() => [Api, Peers, Probes];
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    WriteIndented = true)]
[JsonSerializable(typeof(LocalState))]
sealed partial class LocalJson : JsonSerializerContext;
