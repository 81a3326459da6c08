using System.Text.Json.Serialization;

namespace GlobalTables.Contracts;

/// <summary>How the documents are written: camel case, enums by name, absent members left out.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(RegionConfig))]
[JsonSerializable(typeof(RegionStatus))]
[JsonSerializable(typeof(ControlRequest))]
[JsonSerializable(typeof(TableConfig))]
public sealed partial class ContractJson : JsonSerializerContext;
