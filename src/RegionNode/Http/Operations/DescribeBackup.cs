using GlobalTables.RegionNode.Http.Shapes;
using GlobalTables.RegionNode.Model;

namespace GlobalTables.RegionNode.Http.Operations;

/// <summary>There are no backups: none is found.</summary>
static class DescribeBackup
{
    static readonly StructureShape Request = new(
        "DescribeBackupInput",
        new Member("BackupArn", new TextShape(37, 1024), IsRequired: true));

    public static ValueTask RunAsync(
        ServedRegion region, JsonObject request, AnswerBody answer, CancellationToken cancel)
    {
        Request.Check(request);
        throw DynamoException.NotFound("Backup", request["BackupArn"u8].AsString()!);
    }
}
