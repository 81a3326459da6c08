using GlobalTables.RegionNode.Http.Shapes;
using GlobalTables.RegionNode.Model;

namespace GlobalTables.RegionNode.Http.Operations;

/// <summary>There are no exports: none is found.</summary>
static class DescribeExport
{
    static readonly StructureShape Request = new(
        "DescribeExportInput",
        new Member("ExportArn", new TextShape(37, 1024), IsRequired: true));

    public static ValueTask RunAsync(
        ServedRegion region, JsonObject request, AnswerBody answer, CancellationToken cancel)
    {
        Request.Check(request);
        throw DynamoException.NotFound("Export", request["ExportArn"u8].AsString()!);
    }
}
