using GlobalTables.RegionNode.Http.Shapes;

namespace GlobalTables.RegionNode.Http.Operations;

/// <summary>No table streams to Kinesis.</summary>
static class DescribeKinesisStreamingDestination
{
    static readonly StructureShape Request = new(
        "DescribeKinesisStreamingDestinationInput",
        new Member("TableName", TextShape.TableArn, IsRequired: true));

    public static ValueTask RunAsync(
        ServedRegion region, JsonObject request, AnswerBody answer, CancellationToken cancel)
    {
        Request.Check(request);
        var table = TableNames.Existing(region.Tables, TableNames.OfControl(request));
        var json = answer.Json;
        json.WriteStartObject();
        json.WriteStartArray("KinesisDataStreamDestinations"u8);
        json.WriteEndArray();
        json.WriteString("TableName"u8, table.Name);
        json.WriteEndObject();
        return ValueTask.CompletedTask;
    }
}
