using GlobalTables.RegionNode.Http.Shapes;
using GlobalTables.RegionNode.Model;

namespace GlobalTables.RegionNode.Http.Operations;

/// <summary>No table has insights, and no index has.</summary>
static class DescribeContributorInsights
{
    static readonly StructureShape Request = new(
        "DescribeContributorInsightsInput",
        new("TableName", TextShape.TableArn, IsRequired: true),
        new("IndexName", TextShape.Name));

    public static ValueTask RunAsync(
        ServedRegion region, JsonObject request, AnswerBody answer, CancellationToken cancel)
    {
        Request.Check(request);
        var table = TableNames.Existing(region.Tables, TableNames.OfControl(request));
        var index = request["IndexName"u8].AsString();
        if (index is not null && table.Index(index) is null)
        {
            throw DynamoException.NoSuchResource($"Index: {index}", $" for table: {table.Name}");
        }

        var json = answer.Json;
        json.WriteStartObject();
        json.WriteString("ContributorInsightsStatus"u8, "DISABLED"u8);
        if (index is not null)
        {
            json.WriteString("IndexName"u8, index);
        }

        json.WriteString("TableName"u8, table.Name);
        json.WriteEndObject();
        return ValueTask.CompletedTask;
    }
}
