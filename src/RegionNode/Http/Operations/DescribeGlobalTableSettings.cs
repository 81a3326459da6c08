using GlobalTables.RegionNode.Http.Shapes;
using GlobalTables.RegionNode.Model;

namespace GlobalTables.RegionNode.Http.Operations;

/// <summary>A global table of the version before this one is never found.</summary>
static class DescribeGlobalTableSettings
{
    static readonly StructureShape Request = new(
        "DescribeGlobalTableSettingsInput",
        new Member("GlobalTableName", TextShape.Name, IsRequired: true));

    public static ValueTask RunAsync(
        ServedRegion region, JsonObject request, AnswerBody answer, CancellationToken cancel)
    {
        Request.Check(request);
        throw DynamoException.GlobalTableNotFound(request["GlobalTableName"u8].AsString()!);
    }
}
