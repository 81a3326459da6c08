using System.Text.Json;
using GlobalTables.Contracts;
using GlobalTables.RegionNode.Control;
using GlobalTables.RegionNode.Storage;
using MemberState = GlobalTables.Contracts.MemberState;

namespace GlobalTables.RegionNode.Tests.Control;

/// <summary>Indexes of tables that a control plane declares.</summary>
public sealed class DeclaredIndexesTests : IDisposable
{
    static readonly TableShape Without = new()
    {
        TableName = "products",
        AttributeDefinitions = [new("p", "S"), new("s", "N")],
        KeySchema = [new("p", "HASH"), new("s", "RANGE")],
        BillingMode = "PAY_PER_REQUEST",
    };

    readonly TestVolume volume = new(hasWriter: true);
    long epoch;

    TableEntry Table => volume.Catalog.ByGroup("group-1")!;

    public void Dispose() => volume.Dispose();

    [Fact]
    public async Task Indexes_come_with_the_shape_and_stay_where_it_does_not_speak_of_them()
    {
        var shape = Without with
        {
            AttributeDefinitions = [new("p", "S"), new("s", "N"), new("g", "S")],
            LocalSecondaryIndexes =
            [
                new()
                {
                    IndexName = "local",
                    KeySchema = [new("p", "HASH"), new("g", "RANGE")],
                    Projection = new("KEYS_ONLY"),
                },
            ],
            GlobalSecondaryIndexes =
            [
                new()
                {
                    IndexName = "global",
                    KeySchema = [new("g", "HASH"), new("s", "RANGE")],
                    Projection = new("INCLUDE", ["x"]),
                },
            ],
        };
        await ApplyAsync(shape);
        Assert.Equivalent(shape with { StreamSpecification = new(false) }, Shapes.From(Table.Definition));

        await ApplyAsync(Without);
        Assert.Equal(["local", "global"], Table.Definition.Indexes.Select(index => index.Name));

        await ApplyAsync(shape with { LocalSecondaryIndexes = [], GlobalSecondaryIndexes = [] });
        Assert.Equal(["local"], Table.Definition.Indexes.Select(index => index.Name));
        Assert.Equal(
            [IndexState.Active, IndexState.Deleting], Table.Indexes.Select(index => index.State));
    }

    async Task ApplyAsync(TableShape shape)
    {
        var config = new RegionConfig
        {
            Epoch = ++epoch,
            Region = volume.Region,
            Tables =
            [
                new()
                {
                    GroupId = "group-1",
                    Shape = shape,
                    MembershipEpoch = 1,
                    Members = [new() { Region = volume.Region, State = MemberState.Active }],
                },
            ],
        };
        var applier = new ConfigApplier(volume.Now, new(new Random(4)), volume.Time);
        Assert.Null(await applier.ApplyAsync(
            config,
            JsonSerializer.SerializeToUtf8Bytes(config, ContractJson.Default.RegionConfig),
            CancellationToken.None));
    }
}
