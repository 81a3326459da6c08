namespace GlobalTables.RegionNode.Conformance;

/// <summary>Backups, exports and imports, where none has been made.</summary>
public sealed class BackupsTests(Dynamo dynamo)
{
    [Fact]
    public async Task A_table_has_no_recovery_to_a_point_in_time_at_first()
    {
        var answer = await dynamo.Api.DescribeContinuousBackupsAsync(new() { TableName = dynamo.Simple });

        AssertOff(answer.ContinuousBackupsDescription);
    }

    [Fact]
    public async Task Recovery_that_is_off_may_be_switched_off()
    {
        var answer = await SwitchAsync(isOn: false);

        AssertOff(answer.ContinuousBackupsDescription);
    }

    [Fact]
    public async Task Recovery_is_not_switched_on()
    {
        Assert.SkipWhen(dynamo.IsReal, "DynamoDB has it.");
        await Refusal.ValidationAboutAsync("PointInTimeRecoverySpecification", SwitchAsync(isOn: true));
    }

    [Fact]
    public Task A_period_belongs_to_recovery_that_is_on() => Refusal.ValidationAsync(
        "Invalid Request: Cannot specify RecoveryPeriodInDays when disabling point-in-time recovery.",
        SwitchAsync(isOn: false, days: 7));

    [Fact]
    public Task A_period_is_at_most_35_days() => Refusal.ValidationAsync(
        "1 validation error detected: Value '36' at 'pointInTimeRecoverySpecification.recoveryPeriodInDays' failed to "
        + "satisfy constraint: Member must have value less than or equal to 35",
        SwitchAsync(isOn: false, days: 36));

    [Fact]
    public async Task A_table_has_to_be_there()
    {
        var name = dynamo.NewName();

        await Refusal.OfAsync(
            "TableNotFoundException",
            $"Table not found: {name}",
            dynamo.Api.DescribeContinuousBackupsAsync(new() { TableName = name }));
    }

    [Fact]
    public async Task There_are_no_backups_exports_or_imports_of_a_new_table()
    {
        var table = (await dynamo.Api.DescribeTableAsync(dynamo.Simple)).Table;

        Assert.Empty((await dynamo.Api.ListBackupsAsync(new() { TableName = table.TableName })).BackupSummaries ?? []);
        Assert.Empty((await dynamo.Api.ListExportsAsync(new() { TableArn = table.TableArn })).ExportSummaries ?? []);
        Assert.Empty((await dynamo.Api.ListImportsAsync(new() { TableArn = table.TableArn })).ImportSummaryList ?? []);
    }

    [Fact]
    public async Task A_backup_that_was_never_made_is_not_found()
    {
        var table = (await dynamo.Api.DescribeTableAsync(dynamo.Simple)).Table;
        var arn = table.TableArn + "/backup/01500000000000-0badcafe";

        await Refusal.OfAsync(
            "BackupNotFoundException", dynamo.Api.DescribeBackupAsync(new() { BackupArn = arn }));
        await Refusal.OfAsync("BackupNotFoundException", dynamo.Api.DeleteBackupAsync(new() { BackupArn = arn }));
    }

    static void AssertOff(ContinuousBackupsDescription backups)
    {
        Assert.Equal(ContinuousBackupsStatus.ENABLED, backups.ContinuousBackupsStatus);
        Assert.Equal(
            PointInTimeRecoveryStatus.DISABLED, backups.PointInTimeRecoveryDescription.PointInTimeRecoveryStatus);
    }

    Task<UpdateContinuousBackupsResponse> SwitchAsync(bool isOn, int? days = null) =>
        dynamo.Api.UpdateContinuousBackupsAsync(new()
        {
            TableName = dynamo.Simple,
            PointInTimeRecoverySpecification = new()
            {
                PointInTimeRecoveryEnabled = isOn,
                RecoveryPeriodInDays = days,
            },
        });
}
