using System.Text.Json.Serialization;
using GlobalTables.RegionNode.Model;

namespace GlobalTables.RegionNode.Storage;

/// <summary>How the small documents inside the database are written, so that a person can read them too.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(TableDefinition))]
[JsonSerializable(typeof(KeySchema))]
[JsonSerializable(typeof(IndexDefinition))]
[JsonSerializable(typeof(IReadOnlyList<GroupMember>))]
[JsonSerializable(typeof(IReadOnlyList<DepartedLog>))]
[JsonSerializable(typeof(TableTail))]
[JsonSerializable(typeof(IReadOnlyList<TableUnits>))]
[JsonSerializable(typeof(TableSettings))]
sealed partial class StorageJson : JsonSerializerContext;
