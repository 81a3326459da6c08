using GlobalTables.RegionNode.Model;
using GlobalTables.RegionNode.Storage;

namespace GlobalTables.RegionNode.Http;

/// <summary><c>StreamSpecification</c>: whether a table has a stream, and of which view.</summary>
readonly record struct StreamParameters(bool? IsEnabled, StreamView? View)
{
    static readonly Choices<StreamView> Views = new(
        default,
        (StreamViews.OldImage, StreamView.OldImage),
        (StreamViews.KeysOnly, StreamView.KeysOnly),
        (StreamViews.NewAndOldImages, StreamView.NewAndOldImages),
        (StreamViews.NewImage, StreamView.NewImage));

    public bool IsGiven => IsEnabled is not null;

    public static StreamParameters Read(JsonObject request, ref Constraints constraints)
    {
        if (request["StreamSpecification"u8].AsObject() is not { } specification)
        {
            return default;
        }

        var enabled = specification["StreamEnabled"u8];
        constraints.NotNull(enabled, "streamSpecification.streamEnabled");
        var view = specification["StreamViewType"u8];
        var chosen = constraints.One(view, "streamSpecification.streamViewType", Views);
        return new(enabled.AsBoolean(), view.IsPresent ? chosen : null);
    }

    /// <summary>What a table has once it is created.</summary>
    public StreamView? ForNewTable() => (IsEnabled, View) switch
    {
        (true, null) => throw DynamoException.InvalidParameter(
            "Table is being created with a stream enabled, UpdateViewType is required"),
        (false, not null) => throw DynamoException.InvalidParameter(
            "Table is being created with a stream disabled, UpdateViewType should not be specified"),
        _ => View,
    };

    /// <summary>What cannot be changed in one request with the stream.</summary>
    public void CheckBeside(BillingParameters billing, bool? protection)
    {
        if (!IsGiven)
        {
            return;
        }

        if (protection is not null)
        {
            throw DynamoException.InvalidParameter(
                "DeletionProtection modification must be the only operation in the request");
        }

        if (billing.Throughput is not null || billing.Mode == BillingMode.Provisioned)
        {
            throw DynamoException.InvalidParameter("You cannot modify stream status while updating table IOPS");
        }

        if (IsEnabled == true && View is null)
        {
            throw DynamoException.InvalidParameter("If stream is being enabled then UpdateViewType is required");
        }

        if (IsEnabled == false && View is not null)
        {
            throw DynamoException.InvalidParameter(
                "If stream is being disabled, then UpdateViewType must not be specified");
        }
    }

    /// <summary>Through the API the replicas of a global table keep their streams.</summary>
    public void CheckReplicas(TableEntry table)
    {
        if (IsEnabled == false && table.Replicas.Count > 0 && table.Definition.Stream is not null)
        {
            throw DynamoException.InvalidParameter("Disabling Stream is not allowed for a Global Table replica.");
        }
    }

    /// <summary>What a table has once it is changed. A stream's view stays what it is.</summary>
    public TableDefinition Change(TableDefinition table) => (IsEnabled, table.Stream) switch
    {
        (true, not null) => throw DynamoException.Validation(
            $"Table already has an enabled stream: TableName: {table.Name}"),
        (false, null) => throw DynamoException.Validation(
            $"Table has no stream to disable: TableName: {table.Name}"),
        (null, _) => table,
        _ => table with { Stream = View },
    };
}
