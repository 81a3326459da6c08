using GlobalTables.RegionNode.Http.Shapes;
using GlobalTables.RegionNode.Model;

namespace GlobalTables.RegionNode.Http.Operations;

/// <summary>Recovery to a point in time is not built: it stays switched off.</summary>
static class UpdateContinuousBackups
{
    static readonly StructureShape Request = new(
        "UpdateContinuousBackupsInput",
        new("TableName", TextShape.TableArn, IsRequired: true),
        new(
            "PointInTimeRecoverySpecification",
            new StructureShape(
                "PointInTimeRecoverySpecification",
                new("PointInTimeRecoveryEnabled", new TruthShape(), IsRequired: true),
                new("RecoveryPeriodInDays", new NumberShape(1, 35))),
            IsRequired: true));

    public static ValueTask RunAsync(
        ServedRegion region, JsonObject request, AnswerBody answer, CancellationToken cancel)
    {
        Request.Check(request);
        var asked = request["PointInTimeRecoverySpecification"u8].AsObject()!;
        if (asked["PointInTimeRecoveryEnabled"u8].AsBoolean() == true)
        {
            throw DynamoException.NotSupported("PointInTimeRecoverySpecification.PointInTimeRecoveryEnabled");
        }

        if (asked.Has("RecoveryPeriodInDays"))
        {
            throw DynamoException.Validation(
                "Invalid Request: Cannot specify RecoveryPeriodInDays when disabling point-in-time recovery.");
        }

        ContinuousBackups.Write(answer, region, request);
        return ValueTask.CompletedTask;
    }
}
