using GlobalTables.RegionNode.Model;

namespace GlobalTables.RegionNode.Http;

/// <summary><c>BillingMode</c> and <c>ProvisionedThroughput</c>, which depend on each other.</summary>
readonly record struct BillingParameters(BillingMode? Mode, Throughput? Throughput)
{
    static readonly Choices<BillingMode> Modes = new(
        BillingMode.Provisioned,
        ("PROVISIONED", BillingMode.Provisioned),
        ("PAY_PER_REQUEST", BillingMode.PayPerRequest));

    public bool IsGiven => Mode is not null || Throughput is not null;

    public static BillingParameters Read(JsonObject request, ref Constraints constraints)
    {
        var mode = request["BillingMode"u8];
        var chosen = constraints.One(mode, "billingMode", Modes);
        return new BillingParameters(
            mode.IsPresent ? chosen : null,
            ThroughputOf(request["ProvisionedThroughput"u8], "provisionedThroughput", ref constraints));
    }

    /// <summary>The units of a table or of an index; null where none are given.</summary>
    public static Throughput? ThroughputOf(JsonSlice given, string at, ref Constraints constraints) =>
        given.AsObject() is { } throughput ? ReadThroughput(throughput, at, ref constraints) : null;

    /// <summary>What a table has once it is created; without a mode it is provisioned.</summary>
    public (BillingMode Mode, Throughput Throughput) ForNewTable()
    {
        if (Mode == BillingMode.PayPerRequest)
        {
            return (BillingMode.PayPerRequest, NoThroughput());
        }

        return (BillingMode.Provisioned, Bounded(Throughput ?? throw DynamoException.InvalidParameter(
            "ReadCapacityUnits and WriteCapacityUnits must both be specified when BillingMode is PROVISIONED")));
    }

    /// <summary>What a table has once it is changed.</summary>
    public TableDefinition Change(TableDefinition table)
    {
        var mode = Mode ?? table.Billing;
        if (mode == BillingMode.PayPerRequest)
        {
            return table with { Billing = mode, Throughput = NoThroughput() };
        }

        if (Throughput is { } throughput)
        {
            return table with { Billing = mode, Throughput = Bounded(throughput) };
        }

        return Mode is null
            ? table
            : throw DynamoException.InvalidParameter(
                "ProvisionedThroughput must be specified when BillingMode is PROVISIONED");
    }

    Throughput NoThroughput() => Throughput is null
        ? default
        : throw DynamoException.InvalidParameter(
            "Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is PAY_PER_REQUEST");

    static Throughput ReadThroughput(JsonObject throughput, string at, ref Constraints constraints)
    {
        var write = ReadUnits(throughput["WriteCapacityUnits"u8], at + ".writeCapacityUnits", ref constraints);
        var read = ReadUnits(throughput["ReadCapacityUnits"u8], at + ".readCapacityUnits", ref constraints);
        return new Throughput(read, write);
    }

    static long ReadUnits(JsonSlice units, string at, ref Constraints constraints)
    {
        constraints.NotNull(units, at);
        var value = units.AsLong("Long");
        constraints.Between(value, at, 1);
        return value ?? 0;
    }

    static Throughput Bounded(Throughput throughput)
    {
        CheckBound(throughput.ReadUnits, "ReadCapacityUnits");
        CheckBound(throughput.WriteUnits, "WriteCapacityUnits");
        return throughput;
    }

    static void CheckBound(long units, string name)
    {
        if (units > Limits.ThroughputUnitsMax)
        {
            throw DynamoException.Validation($"Given value {units} for {name} is out of bounds");
        }
    }
}
