using System.Text.RegularExpressions;
using GlobalTables.Contracts;
using GlobalTables.ControlPlane.Planning;
using GlobalTables.ControlPlane.Resources;
using GlobalTables.Operator.Resources;
using YamlDotNet.RepresentationModel;
using k8s.Models;

namespace GlobalTables.Operator.Tests.Resources;

/// <summary>The resource definitions say what the C# types say: no field more, none less, with the same defaults.</summary>
public sealed partial class SchemaTests
{
    /// <summary>The type takes a missing list as "no change"; the definition does not let it come to that.</summary>
    const string RequiredByTheSchemaAlone = "spec.replicas";

    static readonly string[] Retentions = ["Retain", "Delete"];

    /// <summary>Values of fields that are text in C#.</summary>
    static readonly Dictionary<string, string[]> WordsOfTables = new(StringComparer.Ordinal)
    {
        ["spec.attributeDefinitions[].attributeType"] = ["S", "N", "B", "STRING", "NUMBER", "BINARY"],
        ["spec.keySchema[].keyType"] = ["HASH", "RANGE"],
        ["spec.localSecondaryIndexes[].keySchema[].keyType"] = ["HASH", "RANGE"],
        ["spec.localSecondaryIndexes[].projection.projectionType"] = ["ALL", "KEYS_ONLY", "INCLUDE"],
        ["spec.globalSecondaryIndexes[].keySchema[].keyType"] = ["HASH", "RANGE"],
        ["spec.globalSecondaryIndexes[].projection.projectionType"] = ["ALL", "KEYS_ONLY", "INCLUDE"],
        ["spec.billingMode"] = [GlobalTableSpec.OnDemand, GlobalTableSpec.Provisioned],
        ["spec.streamSpecification.streamViewType"] =
        [
            TableStreamSpec.NewAndOldImages, TableStreamSpec.NewImage, TableStreamSpec.OldImage,
            TableStreamSpec.KeysOnly,
        ],
        ["status.tableStatus"] =
            [TableStates.Creating, TableStates.Updating, TableStates.Active, TableStates.Deleting],
        ["status.replicas[].replicaStatus"] =
        [
            TableStates.Creating, TableStates.Updating, TableStates.Active, TableStates.Deleting,
            TableStates.Inaccessible,
        ],
        ["status.replicas[].sources[].state"] = Enum.GetNames<SourceState>(),
        ["status.group.members[].state"] = Enum.GetNames<MemberState>(),
    };

    static readonly Dictionary<string, string[]> WordsOfRegions = new(StringComparer.Ordinal)
    {
        ["spec.persistentVolumeClaimRetentionPolicy.whenDeleted"] = Retentions,
        ["spec.persistentVolumeClaimRetentionPolicy.whenScaled"] = Retentions,
    };

    public static TheoryData<string> Plurals => ["globaltables", "regions"];

    [Fact]
    public void A_table_has_the_fields_of_its_type() =>
        Repository.AssertNone(Differences(ResourceSchema.OfTables, typeof(V1Alpha1GlobalTable), WordsOfTables));

    [Fact]
    public void A_region_has_the_fields_of_its_type() =>
        Repository.AssertNone(Differences(ResourceSchema.OfRegions, typeof(V1Alpha1Region), WordsOfRegions));

    [Fact]
    public void What_is_required_by_the_schema_alone_is_so() =>
        Assert.Contains("replicas", ResourceSchema.OfTables.At("spec").Required);

    [Theory]
    [InlineData("spec.replicas", "maxItems", ResourceLimits.ReplicasMax)]
    [InlineData("spec.replicas", "minItems", 1)]
    [InlineData("spec.attributeDefinitions", "maxItems", ResourceLimits.AttributeDefinitionsMax)]
    [InlineData("spec.attributeDefinitions[].attributeName", "maxLength", ResourceLimits.AttributeNameMax)]
    [InlineData("spec.keySchema[].attributeName", "maxLength", ResourceLimits.AttributeNameMax)]
    [InlineData("spec.timeToLive.attributeName", "maxLength", ResourceLimits.AttributeNameMax)]
    [InlineData("spec.localSecondaryIndexes", "maxItems", ResourceLimits.LocalIndexesMax)]
    [InlineData("spec.globalSecondaryIndexes", "maxItems", ResourceLimits.GlobalIndexesMax)]
    [InlineData("spec.globalSecondaryIndexes[].indexName", "minLength", ResourceLimits.IndexNameMin)]
    [InlineData("spec.globalSecondaryIndexes[].indexName", "maxLength", ResourceLimits.IndexNameMax)]
    [InlineData("spec.globalSecondaryIndexes[].keySchema", "maxItems", ResourceLimits.IndexKeysMax)]
    [InlineData(
        "spec.globalSecondaryIndexes[].projection.nonKeyAttributes", "maxItems", ResourceLimits.NonKeyAttributesMax)]
    [InlineData("spec.replicas[].region", "maxLength", ResourceLimits.RegionNameMax)]
    [InlineData(
        "spec.replicationLagThresholdSeconds", "maximum", ResourceLimits.ReplicationLagThresholdSecondsMax)]
    [InlineData("spec.tableName", "minLength", ResourceLimits.TableNameMin)]
    [InlineData("spec.tableName", "maxLength", ResourceLimits.TableNameMax)]
    public void A_bound_of_a_table_is_the_one_in_code(string path, string keyword, int bound) =>
        Assert.Equal(bound, ResourceSchema.OfTables.At(path).Bound(keyword));

    [Fact]
    public void Names_of_objects_have_the_bounds_in_code()
    {
        Assert.Contains($"size(self.metadata.name) <= {ResourceLimits.ObjectNameMax}", Rules(ResourceSchema.OfTables));
        Assert.Contains($"size(self.metadata.name) >= {ResourceLimits.TableNameMin}", Rules(ResourceSchema.OfTables));
        Assert.Contains($"size(self.metadata.name) <= {ResourceLimits.RegionNameMax}", Rules(ResourceSchema.OfRegions));
        Assert.Contains(ResourceSchema.OfTables.At("spec.replicas[].region").Node.Text("pattern")!,
            Rules(ResourceSchema.OfRegions));
    }

    [Theory]
    [InlineData("us-east-1")]
    [InlineData("u")]
    [InlineData("US-east-1")]
    [InlineData("1-us")]
    [InlineData("us-")]
    [InlineData("us_east")]
    [InlineData("us.east")]
    [InlineData("")]
    public void A_region_name_is_judged_as_in_code(string name)
    {
        var region = ResourceSchema.OfTables.At("spec.replicas[].region");
        Assert.Equal(ResourceLimits.IsRegionName(name), !region.Problems(Quoted(name), "region").Any());
    }

    [Theory]
    [InlineData("Products")]
    [InlineData("a.b-c_d")]
    [InlineData("ab")]
    [InlineData("a b c")]
    [InlineData("tablé")]
    public void A_table_name_is_judged_as_in_code(string name)
    {
        var table = ResourceSchema.OfTables.At("spec.tableName");
        Assert.Equal(ResourceLimits.IsTableName(name), !table.Problems(Quoted(name), "tableName").Any());
    }

    [Theory]
    [MemberData(nameof(Plurals))]
    public void Every_field_that_people_write_is_explained(string plural) => Repository.AssertNone(
        Schema(plural).At("spec").Everything("spec")
            .Where(one => !one.Path.EndsWith("[]", StringComparison.Ordinal))
            .Where(one => one.Schema.Node.Text("description") is not { Length: > 10 })
            .Select(one => $"{one.Path} has no description"));

    [Theory]
    [MemberData(nameof(Plurals))]
    public void Every_list_and_every_text_has_a_bound(string plural) => Repository.AssertNone(
        Schema(plural).Properties.Where(part => part.Key is "spec" or "status")
            .SelectMany(part => part.Value.Everything(part.Key))
            .Where(one => one.Schema is { Type: "array" } && one.Schema.Bound("maxItems") is null
                || one.Schema is { Type: "string", Enum.Count: 0, Format: null } && one.Schema.Bound("maxLength") is null)
            .Select(one => $"{one.Path} has no bound"));

    [Theory]
    [MemberData(nameof(Plurals))]
    public void What_kubectl_prints_is_there(string plural)
    {
        var columns = Assert.Single(ResourceSchema.Definition(plural).List("spec.versions"))
            .List("additionalPrinterColumns");
        Assert.All(columns, column =>
        {
            var path = Filter().Replace(column.Text("jsonPath")!, "[]").TrimStart('.');
            Assert.True(path == "metadata.creationTimestamp" || Schema(plural).At(path).Type is not null, path);
        });
    }

    [Fact]
    public void The_columns_of_a_table_have_their_unit_in_the_name()
    {
        var columns = Assert.Single(ResourceSchema.Definition("globaltables").List("spec.versions"))
            .List("additionalPrinterColumns")
            .Select(column => (column.Text("name")!.ToUpperInvariant(), IsWide: column.Text("priority") == "1"))
            .ToList();
        Assert.Equal("STATUS READY REPLICAS LAG-MS AGE", string.Join(' ', columns.Where(c => !c.IsWide).Select(c => c.Item1)));
        Assert.Equal("REASON BILLING", string.Join(' ', columns.Where(c => c.IsWide).Select(c => c.Item1)));
    }

    [Fact]
    public void The_definitions_are_named_as_the_types_are()
    {
        foreach (var (plural, type) in new[]
        {
            ("globaltables", typeof(V1Alpha1GlobalTable)), ("regions", typeof(V1Alpha1Region)),
        })
        {
            var definition = ResourceSchema.Definition(plural);
            var entity = (KubernetesEntityAttribute)Attribute.GetCustomAttribute(type, typeof(KubernetesEntityAttribute))!;
            Assert.Equal($"{entity.PluralName}.{entity.Group}", definition.Text("metadata.name"));
            Assert.Equal(entity.Group, definition.Text("spec.group"));
            Assert.Equal(entity.Kind, definition.Text("spec.names.kind"));
            Assert.Equal(entity.PluralName, definition.Text("spec.names.plural"));
            Assert.Equal(entity.ApiVersion, Assert.Single(definition.List("spec.versions")).Text("name"));
        }
    }

    /// <summary>Where a schema and a type say different things, a line each.</summary>
    static IEnumerable<string> Differences(
        ResourceSchema schema, Type type, IReadOnlyDictionary<string, string[]> words)
    {
        var comparison = new SchemaComparison(words, RequiredByTheSchemaAlone);
        var members = TypeMember.Of(type).ToDictionary(member => member.Name);
        Assert.Equal(
            members.Keys.Order(StringComparer.Ordinal),
            schema.Properties.Keys.Order(StringComparer.Ordinal));
        return
        [
            .. comparison.Compare(schema.At("spec"), members["spec"].Type, "spec"),
            .. comparison.Compare(schema.At("status"), members["status"].Type, "status"),
            .. comparison.Unused(),
        ];
    }

    static ResourceSchema Schema(string plural) =>
        plural == "regions" ? ResourceSchema.OfRegions : ResourceSchema.OfTables;

    static string Rules(ResourceSchema schema) =>
        string.Join('\n', schema.Node.List("x-kubernetes-validations").Select(rule => rule.Text("rule")));

    static YamlScalarNode Quoted(string text) => new(text) { Style = YamlDotNet.Core.ScalarStyle.DoubleQuoted };

    [GeneratedRegex(@"\[\?.*?\]")]
    private static partial Regex Filter();
}
