using System.Text.RegularExpressions;
using GlobalTables.Contracts;
using GlobalTables.ControlPlane.Resources;

namespace GlobalTables.ControlPlane.Manifests;

/// <summary>
/// The secondary indexes of one <c>GlobalTable</c>: their fields, then the rules that DynamoDB has for them.
/// </summary>
static partial class IndexManifest
{
    static readonly string[] NotSupportedYet =
    [
        "onDemandThroughput", "warmThroughput", "contributorInsightsSpecification",
        "writeProvisionedThroughputSettings", "writeOnDemandThroughputSettings",
    ];

    /// <summary>Null where the manifest leaves them to the table.</summary>
    public static IReadOnlyList<SecondaryIndex>? Locals(ManifestFields fields, ProblemList problems) =>
        Read(fields, "localSecondaryIndexes", ResourceLimits.LocalIndexesMax, problems, _ => null)?
            .ConvertAll(index => new SecondaryIndex
            {
                IndexName = index.IndexName,
                KeySchema = index.KeySchema,
                Projection = index.Projection,
            });

    /// <summary>Null where the manifest leaves them to the table.</summary>
    public static IReadOnlyList<GlobalSecondaryIndex>? Globals(ManifestFields fields, ProblemList problems) =>
        Read(fields, "globalSecondaryIndexes", ResourceLimits.GlobalIndexesMax, problems, TableManifest.Throughput);

    static List<GlobalSecondaryIndex>? Read(
        ManifestFields fields, string name, int max, ProblemList problems,
        Func<ManifestFields, ProvisionedThroughput?> throughputOf)
    {
        if (!fields.Has(name))
        {
            return null;
        }

        var indexes = new List<GlobalSecondaryIndex>();
        var elements = fields.Elements(name);
        foreach (var element in elements)
        {
            var indexName = element.RequiredText("indexName");
            var keys = TableManifest.KeySchema(element, problems, ResourceLimits.IndexKeysMax);
            var projection = Projection(element, problems);
            var throughput = throughputOf(element);
            element.RefuseOthers(NotSupportedYet);
            if (indexName is not null && !IsName(indexName))
            {
                problems.Add(element.Place("indexName"), $"\"{indexName}\" is no index name: "
                    + $"{ResourceLimits.IndexNameMin} to {ResourceLimits.IndexNameMax} of a-z, A-Z, 0-9, _, - and .");
            }

            if (indexName is not null && projection is not null)
            {
                indexes.Add(new GlobalSecondaryIndex
                {
                    IndexName = indexName,
                    KeySchema = keys,
                    Projection = projection,
                    ProvisionedThroughput = throughput,
                });
            }
        }

        if (elements.Count > max)
        {
            problems.Add(
                elements[max].Here, $"{name} has {elements.Count} elements; a table has at most {max} of them");
        }

        return indexes;
    }

    public static IEnumerable<string> KeysOf(GlobalTableSpec spec) =>
        All(spec).SelectMany(index => index.KeySchema).Select(key => key.AttributeName);

    /// <summary>What concerns several fields.</summary>
    public static void Check(GlobalTableSpec spec, ManifestFields fields, ProblemList problems)
    {
        foreach (var twice in All(spec).GroupBy(index => index.IndexName).Where(same => same.Count() > 1))
        {
            problems.Add(fields.Here, $"two indexes are called {twice.Key}; a name is used once in a table");
        }

        var defined = spec.AttributeDefinitions.Select(attribute => attribute.AttributeName).ToHashSet();
        foreach (var (name, indexes) in Lists(spec))
        {
            foreach (var (index, element) in indexes.Zip(fields.Elements(name)))
            {
                var problem = ProblemOf(index, defined)
                    ?? (name == "localSecondaryIndexes" ? LocalProblemOf(index, spec) : GlobalProblemOf(index, spec));
                if (problem is not null)
                {
                    problems.Add(element.Here, $"index {index.IndexName}: {problem}");
                }
            }
        }
    }

    static IndexProjection? Projection(ManifestFields element, ProblemList problems)
    {
        if (element.RequiredMapping("projection") is not { } projection)
        {
            return null;
        }

        var type = projection.RequiredWord("projectionType", "ALL", "KEYS_ONLY", "INCLUDE");
        var attributes = projection.Has("nonKeyAttributes") ? projection.Texts("nonKeyAttributes") : null;
        projection.RefuseOthers();
        if (type == "INCLUDE" != attributes is { Count: > 0 })
        {
            problems.Add(projection.Here, "nonKeyAttributes goes with projectionType INCLUDE, and only with it");
        }

        if (attributes?.Count > ResourceLimits.NonKeyAttributesMax
            || attributes?.Distinct().Count() < attributes?.Count)
        {
            problems.Add(projection.Place("nonKeyAttributes"),
                $"nonKeyAttributes are at most {ResourceLimits.NonKeyAttributesMax}, each named once");
        }

        return type is null ? null : new IndexProjection(type, attributes);
    }

    static string? ProblemOf(SecondaryIndex index, HashSet<string> defined)
    {
        var hashes = index.KeySchema.TakeWhile(key => key.KeyType == "HASH").Count();
        if (hashes == 0 || index.KeySchema.Skip(hashes).Any(key => key.KeyType == "HASH"))
        {
            return "keySchema is HASH keys, optionally followed by RANGE keys";
        }

        if (Math.Max(hashes, index.KeySchema.Count - hashes) > ResourceLimits.IndexKeysOfOneRoleMax)
        {
            return $"keySchema has at most {ResourceLimits.IndexKeysOfOneRoleMax} keys of each type";
        }

        if (index.KeySchema.DistinctBy(key => key.AttributeName).Count() < index.KeySchema.Count)
        {
            return "keySchema names an attribute twice";
        }

        return index.KeySchema.FirstOrDefault(key => !defined.Contains(key.AttributeName)) is { } unknown
            ? $"the key attribute {unknown.AttributeName} is not in attributeDefinitions; define its type there"
            : null;
    }

    static string? LocalProblemOf(SecondaryIndex index, GlobalTableSpec spec) =>
        spec.KeySchema.Count < 2 ? "the table has no RANGE key, which local indexes need"
        : index.KeySchema is not [{ KeyType: "HASH" } hash, { KeyType: "RANGE" }]
            || hash.AttributeName != spec.KeySchema[0].AttributeName
            ? "keySchema is the table's HASH key, followed by one RANGE key"
            : null;

    static string? GlobalProblemOf(SecondaryIndex index, GlobalTableSpec spec) =>
        spec.BillingMode == GlobalTableSpec.Provisioned
            == index is GlobalSecondaryIndex { ProvisionedThroughput: not null }
            ? null
            : "provisionedThroughput goes with billingMode PROVISIONED, and only with it";

    static IEnumerable<SecondaryIndex> All(GlobalTableSpec spec) => Lists(spec).SelectMany(list => list.Indexes);

    static IEnumerable<(string Name, IReadOnlyList<SecondaryIndex> Indexes)> Lists(GlobalTableSpec spec) =>
    [
        ("localSecondaryIndexes", spec.LocalSecondaryIndexes ?? []),
        ("globalSecondaryIndexes", spec.GlobalSecondaryIndexes ?? []),
    ];

    static bool IsName(string name) =>
        name.Length is >= ResourceLimits.IndexNameMin and <= ResourceLimits.IndexNameMax && Name().IsMatch(name);

    [GeneratedRegex(@"\A[a-zA-Z0-9_.-]+\z", RegexOptions.CultureInvariant)]
    private static partial Regex Name();
}
