using GlobalTables.Contracts;

namespace GlobalTables.ControlPlane.Resources;

/// <summary>A table that lives in several regions, as a manifest declares it.</summary>
public sealed record GlobalTable
{
    public const string ApiVersion = "globaltables.dev/v1alpha1";
    public const string Kind = "GlobalTable";

    public required ResourceMetadata Metadata { get; init; }

    public required GlobalTableSpec Spec { get; init; }

    /// <summary>The name that the DynamoDB API knows.</summary>
    public string TableName() => Spec.TableName ?? Metadata.Name;

    public IEnumerable<string> Regions() => Spec.Replicas.Select(replica => replica.Region);

    /// <summary>The table in the words of the contract with the nodes: one spelling for each type.</summary>
    public TableShape Shape() => new()
    {
        TableName = TableName(),
        AttributeDefinitions =
        [
            .. Spec.AttributeDefinitions.Select(attribute => attribute with
            {
                AttributeType = attribute.AttributeType[..1],
            }),
        ],
        KeySchema = Spec.KeySchema,
        BillingMode = Spec.BillingMode,
        ProvisionedThroughput = Spec.ProvisionedThroughput,
        DeletionProtectionEnabled = Spec.DeletionProtectionEnabled,
        TimeToLive = Spec.TimeToLive is { Enabled: true } ? Spec.TimeToLive : null,
        StreamSpecification = (Spec.StreamSpecification ?? new()) is { StreamEnabled: true } stream
            ? new(true, stream.StreamViewType)
            : new(false),
        LocalSecondaryIndexes = Spec.LocalSecondaryIndexes,
        GlobalSecondaryIndexes = Spec.GlobalSecondaryIndexes,
    };
}

/// <summary>What identifies an object of Kubernetes.</summary>
public sealed record ResourceMetadata(string Name, string Namespace = ResourceMetadata.DefaultNamespace)
{
    public const string DefaultNamespace = "default";

    public override string ToString() => $"{Namespace}/{Name}";
}

/// <summary>The fields of <c>spec</c> that work today, in the order of the resource definition.</summary>
public sealed record GlobalTableSpec
{
    public const string OnDemand = "PAY_PER_REQUEST";
    public const string Provisioned = "PROVISIONED";
    public const int ReplicationLagThresholdSecondsUsual = 60;

    /// <summary>The object's name when absent.</summary>
    public string? TableName { get; init; }

    /// <summary>The type is <c>S</c>, <c>N</c> or <c>B</c>, or the same spelled out.</summary>
    public required IReadOnlyList<AttributeDefinition> AttributeDefinitions { get; init; }

    public required IReadOnlyList<KeySchemaElement> KeySchema { get; init; }

    public string BillingMode { get; init; } = OnDemand;

    public ProvisionedThroughput? ProvisionedThroughput { get; init; }

    /// <summary>By which attribute items expire; off when absent.</summary>
    public TimeToLive? TimeToLive { get; init; }

    /// <summary>They come with the table and never change. Absent: whatever it has.</summary>
    public IReadOnlyList<SecondaryIndex>? LocalSecondaryIndexes { get; init; }

    /// <summary>Absent: whatever the table has; empty: none.</summary>
    public IReadOnlyList<GlobalSecondaryIndex>? GlobalSecondaryIndexes { get; init; }

    public bool DeletionProtectionEnabled { get; init; }

    /// <summary>Enabled, with both images, when absent, as a global table of DynamoDB has it.</summary>
    public TableStreamSpec? StreamSpecification { get; init; }

    public DeletionPolicy DeletionPolicy { get; init; }

    /// <summary>Above this the replication is told as not healthy.</summary>
    public int ReplicationLagThresholdSeconds { get; init; } = ReplicationLagThresholdSecondsUsual;

    /// <summary>As it is by default when absent.</summary>
    public ConflictLogSpec? ConflictLog { get; init; }

    /// <summary>The control plane changes nothing of the table; its regions go on as they are.</summary>
    public bool Paused { get; init; }

    public IReadOnlyList<Replica> Replicas { get; init; } = [];
}

/// <summary>The stream of changes that each region has for the consumers of its users.</summary>
/// <param name="StreamEnabled">False: there is none, and nothing is kept for it.</param>
/// <param name="StreamViewType">DynamoDB's name of what is kept of a change.</param>
public sealed record TableStreamSpec(
    bool StreamEnabled = true, string StreamViewType = TableStreamSpec.NewAndOldImages)
{
    public const string NewAndOldImages = "NEW_AND_OLD_IMAGES";
    public const string NewImage = "NEW_IMAGE";
    public const string OldImage = "OLD_IMAGE";
    public const string KeysOnly = "KEYS_ONLY";
}

/// <summary>What is kept of writes that lose against concurrent ones.</summary>
/// <param name="Enabled">False: they are counted only.</param>
public sealed record ConflictLogSpec(bool Enabled = true);

/// <summary>What happens to the data when a replica, or the whole table, is removed.</summary>
public enum DeletionPolicy
{
    /// <summary>The copy stays and goes on as a regional table.</summary>
    Retain,
    Delete,
}

public sealed record Replica(string Region)
{
    public ReplicaAccess Access { get; init; }

    /// <summary>While true, the replica cannot be removed.</summary>
    public bool DeletionProtectionEnabled { get; init; }
}

/// <summary>What clients of a region may do with the table there; replication is not concerned.</summary>
public enum ReplicaAccess
{
    ReadWrite,

    /// <summary>Reads are served, writes are refused.</summary>
    ReadOnly,
}
