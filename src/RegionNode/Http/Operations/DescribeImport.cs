using GlobalTables.RegionNode.Http.Shapes;
using GlobalTables.RegionNode.Model;

namespace GlobalTables.RegionNode.Http.Operations;

/// <summary>There are no imports: none is found.</summary>
static class DescribeImport
{
    static readonly StructureShape Request = new(
        "DescribeImportInput",
        new Member("ImportArn", new TextShape(37, 1024), IsRequired: true));

    public static ValueTask RunAsync(
        ServedRegion region, JsonObject request, AnswerBody answer, CancellationToken cancel)
    {
        Request.Check(request);
        throw DynamoException.NotFound("Import", request["ImportArn"u8].AsString()!);
    }
}
