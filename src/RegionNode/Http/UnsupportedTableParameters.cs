using GlobalTables.RegionNode.Model;

namespace GlobalTables.RegionNode.Http;

/// <summary>Settings of tables whose feature is not built yet, and their values that ask for nothing.</summary>
static class UnsupportedTableParameters
{
    static readonly Choices<bool> TableClasses = new(
        true, ("STANDARD", true), ("STANDARD_INFREQUENT_ACCESS", false));

    public static void CheckConstraints(JsonObject request, ref Constraints constraints) =>
        constraints.One(request["TableClass"u8], "tableClass", TableClasses);

    public static void Refuse(JsonObject request)
    {
        RefuseUnless(IsOff(request["SSESpecification"u8], "Enabled"u8), "SSESpecification");
        RefuseUnless(IsUnlimited(request["OnDemandThroughput"u8]), "OnDemandThroughput");
        UnsupportedParameters.Refuse(request, ["WarmThroughput", "GlobalTableSettingsReplicationMode"]);
    }

    static void RefuseUnless(bool asksForNothing, string parameter)
    {
        if (!asksForNothing)
        {
            throw DynamoException.NotSupported(parameter);
        }
    }

    static bool IsOff(JsonSlice specification, ReadOnlySpan<byte> flag) =>
        specification.AsObject() is not { } members || members[flag].AsBoolean() == false;

    static bool IsUnlimited(JsonSlice throughput) =>
        throughput.AsObject() is not { } members
        || (members["MaxReadRequestUnits"u8].AsLong("Long") is null or -1
            && members["MaxWriteRequestUnits"u8].AsLong("Long") is null or -1);
}
