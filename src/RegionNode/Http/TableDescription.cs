using System.Text.Json;
using GlobalTables.RegionNode.Model;
using GlobalTables.RegionNode.Storage;

namespace GlobalTables.RegionNode.Http;

/// <summary>What the service tells of a table. On a regional table the global table's members are absent.</summary>
static class TableDescription
{
    const string GlobalTableVersion = "2019.11.21";

    public static void Write(
        AnswerBody answer, string member, ServedRegion region, TableEntry table)
    {
        var size = region.Items.SizeOf(table);
        var json = answer.Json;
        json.WriteStartObject();
        json.WriteStartObject(member);
        WriteKeys(json, table.Definition);
        json.WriteNumber("CreationDateTime"u8, table.CreatedAt.ToUnixTimeMilliseconds() / 1000m);
        WriteState(json, region.Name, table, size);
        WriteStream(json, region.Name, table.LatestStream);
        IndexDescription.Write(json, region.Items, table, ResourceArns.OfTable(region.Name, table.Name));
        WriteReplicas(json, table.Replicas);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    /// <summary>The answer to a deletion leaves out what is about to go.</summary>
    public static void WriteDeleted(AnswerBody answer, ServedRegion region, TableEntry table, TableSize size)
    {
        var json = answer.Json;
        json.WriteStartObject();
        json.WriteStartObject("TableDescription"u8);
        WriteState(json, region.Name, table, size);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    public static ReadOnlySpan<byte> StatusOf(TableState state) => state switch
    {
        TableState.Creating => "CREATING"u8,
        TableState.Active => "ACTIVE"u8,
        TableState.Updating => "UPDATING"u8,
        TableState.Deleting => "DELETING"u8,
        _ => throw new ArgumentOutOfRangeException(nameof(state)),
    };

    static void WriteKeys(Utf8JsonWriter json, TableDefinition table)
    {
        var keys = table.Keys;
        json.WriteStartArray("AttributeDefinitions"u8);
        foreach (var attribute in table.KeyAttributes())
        {
            WriteDefinition(json, attribute);
        }

        json.WriteEndArray();
        WriteKeySchema(json, keys);
    }

    public static void WriteKeySchema(Utf8JsonWriter json, KeySchema keys)
    {
        json.WriteStartArray("KeySchema"u8);
        WriteKey(json, keys.Partition, "HASH"u8);
        if (keys.Sort is { } range)
        {
            WriteKey(json, range, "RANGE"u8);
        }

        json.WriteEndArray();
    }

    static void WriteDefinition(Utf8JsonWriter json, KeyAttribute attribute)
    {
        json.WriteStartObject();
        json.WriteString("AttributeName"u8, attribute.Name);
        json.WriteString("AttributeType"u8, attribute.Type switch
        {
            KeyType.S => "S"u8,
            KeyType.N => "N"u8,
            _ => "B"u8,
        });
        json.WriteEndObject();
    }

    public static void WriteKey(Utf8JsonWriter json, KeyAttribute attribute, ReadOnlySpan<byte> keyType)
    {
        json.WriteStartObject();
        json.WriteString("AttributeName"u8, attribute.Name);
        json.WriteString("KeyType"u8, keyType);
        json.WriteEndObject();
    }

    static void WriteState(Utf8JsonWriter json, string region, TableEntry table, TableSize size)
    {
        json.WriteString("TableName"u8, table.Name);
        json.WriteString("TableStatus"u8, StatusOf(table.State));
        json.WriteString("TableArn"u8, ResourceArns.OfTable(region, table.Name));
        json.WriteString("TableId"u8, table.TableId);
        json.WriteNumber("ItemCount"u8, size.Items);
        json.WriteNumber("TableSizeBytes"u8, size.Bytes);
        json.WriteBoolean("DeletionProtectionEnabled"u8, table.Definition.IsDeletionProtected);
        WriteBilling(json, table.Definition);
        WriteClass(json, table.Settings);
    }

    static void WriteBilling(Utf8JsonWriter json, TableDefinition definition)
    {
        var isOnDemand = definition.Billing == BillingMode.PayPerRequest;
        if (isOnDemand)
        {
            json.WriteStartObject("BillingModeSummary"u8);
            json.WriteString("BillingMode"u8, "PAY_PER_REQUEST"u8);
            json.WriteEndObject();
        }

        WriteThroughput(json, isOnDemand ? default : definition.Throughput);
    }

    public static void WriteThroughput(Utf8JsonWriter json, Throughput throughput)
    {
        json.WriteStartObject("ProvisionedThroughput"u8);
        json.WriteNumber("NumberOfDecreasesToday"u8, 0);
        json.WriteNumber("ReadCapacityUnits"u8, throughput.ReadUnits);
        json.WriteNumber("WriteCapacityUnits"u8, throughput.WriteUnits);
        json.WriteEndObject();
    }

    // A stream that has ended is still named, while it can be read.
    static void WriteStream(Utf8JsonWriter json, string region, StreamEntry? stream)
    {
        if (stream is null)
        {
            return;
        }

        if (stream.IsOpen)
        {
            json.WriteStartObject("StreamSpecification"u8);
            json.WriteBoolean("StreamEnabled"u8, true);
            json.WriteString("StreamViewType"u8, StreamViews.NameOf(stream.View));
            json.WriteEndObject();
        }

        json.WriteString("LatestStreamLabel"u8, stream.Label);
        json.WriteString("LatestStreamArn"u8, StreamArns.Of(region, stream));
    }

    static void WriteClass(Utf8JsonWriter json, TableSettings settings)
    {
        if (settings.TableClass is not { } tableClass)
        {
            return;
        }

        json.WriteStartObject("TableClassSummary"u8);
        if (settings.TableClassChangedAt is { } changedAt)
        {
            json.WriteNumber("LastUpdateDateTime"u8, changedAt.ToUnixTimeMilliseconds() / 1000m);
        }

        json.WriteString("TableClass"u8, tableClass);
        json.WriteEndObject();
    }

    static void WriteReplicas(Utf8JsonWriter json, IReadOnlyList<ReplicaView> replicas)
    {
        if (replicas.Count == 0)
        {
            return;
        }

        json.WriteString("GlobalTableVersion"u8, GlobalTableVersion);
        json.WriteStartArray("Replicas"u8);
        foreach (var replica in replicas)
        {
            json.WriteStartObject();
            json.WriteString("RegionName"u8, replica.Region);
            json.WriteString("ReplicaStatus"u8, StatusOf(replica.State));
            if (replica is { State: TableState.Creating, ProgressPercent: { } percent })
            {
                json.WriteString("ReplicaStatusPercentProgress"u8, $"{percent}");
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
