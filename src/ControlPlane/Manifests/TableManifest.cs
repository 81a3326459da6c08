using GlobalTables.Contracts;
using GlobalTables.ControlPlane.Resources;

namespace GlobalTables.ControlPlane.Manifests;

/// <summary>One <c>GlobalTable</c>: its fields, in the order of the resource definition, then its rules.</summary>
static class TableManifest
{
    static readonly string[] NotSupportedYet =
    [
        "timeToLiveSpecification", "multiRegionConsistency",
        "onDemandThroughput", "warmThroughput", "tableClass", "sseSpecification", "tags", "globalTableWitnesses",
        "pointInTimeRecoverySpecification", "resourcePolicy", "contributorInsightsSpecification",
        "kinesisStreamSpecification", "writeProvisionedThroughputSettings",
    ];

    static readonly string[] NotSupportedYetPerReplica =
    [
        "replicationPaused", "provisionedThroughputOverride", "globalSecondaryIndexes",
        "onDemandThroughputOverride", "tableClass", "tableClassOverride", "kmsMasterKeyId", "sseSpecification",
        "tags",
        "pointInTimeRecoverySpecification", "readProvisionedThroughputSettings", "contributorInsightsSpecification",
    ];

    public static GlobalTable? Read(ManifestFields fields, ProblemList problems)
    {
        var metadata = fields.RequiredMapping("metadata") is { } names ? Metadata(names, problems) : null;
        var spec = fields.RequiredMapping("spec") is { } specFields ? Spec(specFields, problems) : null;
        fields.Ignore("status");
        fields.RefuseOthers();
        if (metadata is null || spec is null)
        {
            return null;
        }

        var table = new GlobalTable { Metadata = metadata, Spec = spec };
        if (!ResourceLimits.IsTableName(table.TableName()))
        {
            problems.Add(fields.Mapping("spec")!.Place("tableName"), $"\"{table.TableName()}\" is no table name: "
                + $"{ResourceLimits.TableNameMin} to {ResourceLimits.TableNameMax} of a-z, A-Z, 0-9, _, - and . "
                + "(spec.tableName, or metadata.name where that is absent)");
        }

        return table;
    }

    static ResourceMetadata? Metadata(ManifestFields fields, ProblemList problems)
    {
        var name = fields.RequiredText("name");
        var space = fields.Text("namespace") ?? ResourceMetadata.DefaultNamespace;
        foreach (var (field, value) in new[] { ("name", name), ("namespace", space) })
        {
            if (value is not null && !ResourceLimits.IsObjectName(value))
            {
                problems.Add(fields.Place(field),
                    $"{fields.PathOf(field)} is \"{value}\"; it must be lower-case letters, "
                    + $"digits and hyphens, at most {ResourceLimits.ObjectNameMax} characters; the name that DynamoDB "
                    + "knows is spec.tableName");
            }
        }

        fields.Ignore("labels", "annotations", "creationTimestamp", "finalizers", "generation", "managedFields",
            "ownerReferences", "resourceVersion", "uid");
        fields.RefuseOthers();
        return name is null ? null : new ResourceMetadata(name, space);
    }

    static GlobalTableSpec Spec(ManifestFields fields, ProblemList problems)
    {
        var before = problems.Count;
        var spec = new GlobalTableSpec
        {
            TableName = fields.Text("tableName"),
            AttributeDefinitions = AttributeDefinitions(fields, problems),
            KeySchema = KeySchema(fields, problems),
            BillingMode = fields.Word("billingMode", GlobalTableSpec.OnDemand, GlobalTableSpec.Provisioned)
                ?? GlobalTableSpec.OnDemand,
            ProvisionedThroughput = Throughput(fields),
            TimeToLive = TimeToLiveOf(fields, problems),
            LocalSecondaryIndexes = IndexManifest.Locals(fields, problems),
            GlobalSecondaryIndexes = IndexManifest.Globals(fields, problems),
            DeletionProtectionEnabled = fields.Boolean("deletionProtectionEnabled") ?? false,
            StreamSpecification = Stream(fields),
            DeletionPolicy = Policy(fields),
            ReplicationLagThresholdSeconds = LagThreshold(fields, problems),
            ConflictLog = ConflictLog(fields),
            Paused = fields.Boolean("paused") ?? false,
            Replicas = Replicas(fields, problems),
        };
        fields.RefuseOthers(NotSupportedYet);
        if (problems.Count == before)
        {
            CheckKeys(spec, fields, problems);
            CheckThroughput(spec, fields, problems);
            IndexManifest.Check(spec, fields, problems);
        }

        return spec;
    }

    static DeletionPolicy Policy(ManifestFields fields) =>
        fields.Word("deletionPolicy", nameof(DeletionPolicy.Retain), nameof(DeletionPolicy.Delete))
            is nameof(DeletionPolicy.Delete) ? DeletionPolicy.Delete : DeletionPolicy.Retain;

    static int LagThreshold(ManifestFields fields, ProblemList problems)
    {
        const string Name = "replicationLagThresholdSeconds";
        var seconds = fields.Count(Name) ?? GlobalTableSpec.ReplicationLagThresholdSecondsUsual;
        if (seconds > ResourceLimits.ReplicationLagThresholdSecondsMax)
        {
            problems.Add(fields.Place(Name),
                $"{Name} is {seconds}; it is at most {ResourceLimits.ReplicationLagThresholdSecondsMax}");
        }

        return (int)Math.Min(seconds, ResourceLimits.ReplicationLagThresholdSecondsMax);
    }

    static TableStreamSpec? Stream(ManifestFields fields)
    {
        if (fields.Mapping("streamSpecification") is not { } stream)
        {
            return null;
        }

        var isEnabled = stream.Boolean("streamEnabled") ?? true;
        var view = stream.Word(
            "streamViewType", TableStreamSpec.NewAndOldImages, TableStreamSpec.NewImage, TableStreamSpec.OldImage,
            TableStreamSpec.KeysOnly);
        stream.RefuseOthers();
        return new TableStreamSpec(isEnabled, view ?? TableStreamSpec.NewAndOldImages);
    }

    static ConflictLogSpec? ConflictLog(ManifestFields fields)
    {
        if (fields.Mapping("conflictLog") is not { } conflictLog)
        {
            return null;
        }

        var isEnabled = conflictLog.Boolean("enabled") ?? true;
        conflictLog.RefuseOthers();
        return new ConflictLogSpec(isEnabled);
    }

    static List<AttributeDefinition> AttributeDefinitions(ManifestFields fields, ProblemList problems)
    {
        const string Name = "attributeDefinitions";
        var attributes = new List<AttributeDefinition>();
        foreach (var element in Elements(fields, Name, ResourceLimits.AttributeDefinitionsMax, problems))
        {
            var name = element.RequiredText("attributeName");
            var type = element.RequiredWord("attributeType", "S", "N", "B", "STRING", "NUMBER", "BINARY");
            element.RefuseOthers();
            CheckAttributeName(element, name, problems);
            if (name is not null && attributes.Exists(other => other.AttributeName == name))
            {
                problems.Add(element.Here, $"{Name} defines {name} twice; remove one");
            }

            if (name is not null && type is not null)
            {
                attributes.Add(new AttributeDefinition(name, type[..1]));
            }
        }

        return attributes;
    }

    internal static List<KeySchemaElement> KeySchema(ManifestFields fields, ProblemList problems, int keysMax = 2)
    {
        var keys = new List<KeySchemaElement>();
        foreach (var element in Elements(fields, "keySchema", keysMax, problems))
        {
            var name = element.RequiredText("attributeName");
            var type = element.RequiredWord("keyType", "HASH", "RANGE");
            element.RefuseOthers();
            CheckAttributeName(element, name, problems);
            if (name is not null && type is not null)
            {
                keys.Add(new KeySchemaElement(name, type));
            }
        }

        return keys;
    }

    internal static ProvisionedThroughput? Throughput(ManifestFields fields)
    {
        if (fields.Mapping("provisionedThroughput") is not { } throughput)
        {
            return null;
        }

        var read = throughput.RequiredCount("readCapacityUnits");
        var write = throughput.RequiredCount("writeCapacityUnits");
        throughput.RefuseOthers();
        return new ProvisionedThroughput(read ?? 0, write ?? 0);
    }

    static TimeToLive? TimeToLiveOf(ManifestFields fields, ProblemList problems)
    {
        if (fields.Mapping("timeToLive") is not { } timeToLive)
        {
            return null;
        }

        var name = timeToLive.RequiredText("attributeName");
        var isEnabled = timeToLive.RequiredBoolean("enabled");
        timeToLive.RefuseOthers();
        CheckAttributeName(timeToLive, name, problems);
        return name is null || isEnabled is null ? null : new TimeToLive(name, isEnabled.Value);
    }

    static List<Replica> Replicas(ManifestFields fields, ProblemList problems)
    {
        var replicas = new List<Replica>();
        foreach (var element in Elements(fields, "replicas", ResourceLimits.ReplicasMax, problems))
        {
            var region = element.RequiredText("region");
            var access = element.Word("access", nameof(ReplicaAccess.ReadWrite), nameof(ReplicaAccess.ReadOnly));
            var isProtected = element.Boolean("deletionProtectionEnabled") ?? false;
            element.RefuseOthers(NotSupportedYetPerReplica);
            if (region is null)
            {
                continue;
            }

            if (!ResourceLimits.IsRegionName(region))
            {
                problems.Add(element.Place("region"),
                    $"{element.PathOf("region")} is \"{region}\"; a region name is "
                    + $"lower-case letters, digits and hyphens, at most {ResourceLimits.RegionNameMax} characters");
            }
            else if (replicas.Exists(other => other.Region == region))
            {
                problems.Add(element.Place("region"), $"replicas names {region} twice; remove one");
            }

            replicas.Add(new Replica(region)
            {
                Access = access is nameof(ReplicaAccess.ReadOnly) ? ReplicaAccess.ReadOnly : ReplicaAccess.ReadWrite,
                DeletionProtectionEnabled = isProtected,
            });
        }

        return replicas;
    }

    /// <summary>A list that must be there, with at least one element and at most so many.</summary>
    static IReadOnlyList<ManifestFields> Elements(ManifestFields fields, string name, int max, ProblemList problems)
    {
        var before = problems.Count;
        var elements = fields.Elements(name);
        if (problems.Count == before && elements.Count is 0)
        {
            problems.Add(fields.Place(name),
                $"{fields.PathOf(name)} is {(fields.Has(name) ? "empty" : "missing")}; "
                + "it needs at least one element");
        }

        if (elements.Count > max)
        {
            problems.Add(elements[max].Here,
                $"{fields.PathOf(name)} has {elements.Count} elements; it takes at most {max}");
        }

        return elements;
    }

    static void CheckAttributeName(ManifestFields element, string? name, ProblemList problems)
    {
        if (name is { Length: 0 or > ResourceLimits.AttributeNameMax })
        {
            problems.Add(element.Place("attributeName"),
                $"{element.PathOf("attributeName")} must have 1 to {ResourceLimits.AttributeNameMax} characters");
        }
    }

    static void CheckKeys(GlobalTableSpec spec, ManifestFields fields, ProblemList problems)
    {
        var place = fields.Place("keySchema");
        switch (spec.KeySchema)
        {
            case [{ KeyType: not "HASH" }, ..] or [_, { KeyType: not "RANGE" }, ..]:
                problems.Add(place, "keySchema is one HASH key, optionally followed by one RANGE key");
                break;
            case [var hash, var range, ..] when hash.AttributeName == range.AttributeName:
                problems.Add(place,
                    $"the HASH and the RANGE key are both {hash.AttributeName}; they must be different attributes");
                break;
            default:
                break;
        }

        var defined = spec.AttributeDefinitions.Select(attribute => attribute.AttributeName).ToList();
        var keys = spec.KeySchema.Select(key => key.AttributeName).ToList();
        foreach (var key in keys.Except(defined))
        {
            problems.Add(place, $"the key attribute {key} is not in attributeDefinitions; define its type there");
        }

        var used = keys.Concat(IndexManifest.KeysOf(spec)).ToList();
        foreach (var attribute in defined.Except(used).Where(_ => !keys.Except(defined).Any()))
        {
            problems.Add(fields.Place("attributeDefinitions"),
                $"attributeDefinitions defines {attribute}, which is no key of the table or of an index; "
                + "only key attributes are defined, every other one is free");
        }
    }

    static void CheckThroughput(GlobalTableSpec spec, ManifestFields fields, ProblemList problems)
    {
        var isProvisioned = spec.BillingMode == GlobalTableSpec.Provisioned;
        if (isProvisioned && !fields.Has("provisionedThroughput"))
        {
            problems.Add(fields.Place("billingMode"), "billingMode PROVISIONED needs provisionedThroughput with "
                + "readCapacityUnits and writeCapacityUnits");
        }

        if (!isProvisioned && fields.Has("provisionedThroughput"))
        {
            problems.Add(fields.Place("provisionedThroughput"),
                "provisionedThroughput goes with billingMode PROVISIONED only; "
                + "add that or remove this");
        }
    }
}
