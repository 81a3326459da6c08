using GlobalTables.RegionNode.Model;
using GlobalTables.RegionNode.Storage;

namespace GlobalTables.RegionNode.Tests.Storage;

/// <summary>
/// An index equals what is made of the table's rows anew, whatever was written here, came from elsewhere or was made
/// and removed meanwhile, and whenever the process was killed.
/// </summary>
public sealed class IndexUpkeepTests : IDisposable
{
    const int Steps = 300;

    static readonly IndexDefinition Local = new()
    {
        Name = "local",
        Kind = IndexKind.Local,
        Hash = [new("p", KeyType.S)],
        Range = [new("n", KeyType.N)],
        Projection = ProjectionKind.KeysOnly,
    };

    static readonly IndexDefinition[] Globals =
    [
        Global("byA", [new("a", KeyType.S)], [], ProjectionKind.All),
        Global("byAN", [new("a", KeyType.S)], [new("n", KeyType.N)], ProjectionKind.Include),
        Global("byBoth", [new("a", KeyType.S), new("b", KeyType.B)], [new("n", KeyType.N), new("s", KeyType.S)],
            ProjectionKind.KeysOnly),
    ];

    TestVolume? volume;

    public static TheoryData<int> ManySeeds() => Seeds.Of(25);

    public void Dispose() => volume?.Dispose();

    [Theory]
    [MemberData(nameof(ManySeeds))]
    public async Task An_index_equals_what_its_rows_make_of_it(int seed)
    {
        var random = new Random(seed);
        volume = new TestVolume(seed: seed);
        var table = volume.Run(transaction => volume.Catalog.Create(
            transaction,
            TestVolume.Definition("products") with
            {
                Indexes = random.Next(2) == 0 ? [Local] : [Local, Globals[0]],
                Stream = random.Next(2) == 0 ? StreamView.NewAndOldImages : null,
                TimeToLiveAttribute = "n",
            }));
        var foreign = new ForeignWrites(volume, table);
        var sequence = 0;
        for (var step = 0; step < Steps; step++)
        {
            var sort = $"{random.Next(12)}";
            switch (random.Next(12))
            {
                case < 5:
                    volume.Put(table, TestVolume.Key("p", sort), Item(random, sort));
                    break;
                case 5:
                    volume.Delete(table, TestVolume.Key("p", sort));
                    break;
                case 6:
                    volume.Run(transaction =>
                    {
                        transaction.Expire(table, TestVolume.Key("p", sort));
                        return true;
                    });
                    break;
                case 7 or 8:
                    foreign.Apply(foreign.Record(
                        ForeignWrites.UsLog, ++sequence, sort, random.Next(4) == 0 ? "" : Item(random, sort),
                        random.Next(-20, 20)));
                    break;
                case 9:
                    Redefine(table, random);
                    break;
                case 10:
                    _ = await BuildAsync();
                    break;
                default:
                    if (random.Next(4) == 0)
                    {
                        volume.Crash();
                    }

                    break;
            }

            volume.Time.Advance(TimeSpan.FromMilliseconds(random.Next(5)));
            IndexCheck.Assert(volume, table);
        }

        while (await BuildAsync())
        {
            IndexCheck.Assert(volume, table);
        }

        Assert.All(volume.Catalog.ByNumber(table.Number)!.Indexes, index => Assert.Equal(IndexState.Active, index.State));
    }

    [Fact]
    public async Task A_deleted_table_leaves_no_entries()
    {
        volume = new TestVolume();
        var table = volume.Run(transaction => volume.Catalog.Create(
            transaction, TestVolume.Definition("products") with { Indexes = [Local, .. Globals] }));
        for (var i = 0; i < 20; i++)
        {
            volume.Put(table, TestVolume.Key("p", $"{i}"), Item(new Random(i), $"{i}"));
        }

        volume.Run(transaction => volume.Catalog.MarkDeleted(transaction, volume.Catalog.Present(table)));
        var isAny = true;
        while (isAny)
        {
            var step = volume.Now.Reclaimer.ReclaimOnceAsync(CancellationToken.None);
            volume.Commit();
            isAny = await step;
        }

        var other = volume.CreateTable("others");
        IndexCheck.Assert(volume, other);
        Assert.Empty(volume.Catalog.Deleted);
    }

    void Redefine(TableEntry table, Random random)
    {
        var wanted = Globals.Where(_ => random.Next(2) == 0).Select(index => random.Next(5) == 0
            ? index with { Projection = ProjectionKind.KeysOnly, NonKeyAttributes = [] }
            : index);
        volume!.Run(transaction => volume.Catalog.Change(
            transaction, table, volume.Catalog.Present(table).Definition with { Indexes = [Local, .. wanted] }));
    }

    async Task<bool> BuildAsync()
    {
        var step = volume!.Now.Indexes.BuildOnceAsync(CancellationToken.None);
        volume.Commit();
        return await step;
    }

    // Attributes of all kinds: some missing, some of another type or empty, as they may come from another region.
    static string Item(Random random, string sort)
    {
        var item = new Dictionary<string, AttributeValue>
        {
            ["p"] = new AttributeValue.S("p"),
            ["s"] = new AttributeValue.S(sort),
        };
        Add("a", random.Next(5) == 0 ? Number() : new AttributeValue.S(random.Next(4) == 0 ? "" : $"{random.Next(3)}"));
        Add("b", random.Next(5) == 0 ? Number() : new AttributeValue.B([0, (byte)random.Next(3)]));
        Add("n", random.Next(5) == 0 ? new AttributeValue.S("x") : Number());
        Add("other", new AttributeValue.S(new string('x', random.Next(40))));
        return System.Text.Encoding.UTF8.GetString(AttributeJson.Canonical(item));

        void Add(string name, AttributeValue value)
        {
            if (random.Next(6) > 0)
            {
                item[name] = value;
            }
        }

        AttributeValue Number() => new AttributeValue.N(AttributeNumber.Parse($"{random.Next(-3, 3)}"));
    }

    static IndexDefinition Global(
        string name, EqualList<KeyAttribute> hash, EqualList<KeyAttribute> range, ProjectionKind projection) => new()
        {
            Name = name,
            Kind = IndexKind.Global,
            Hash = hash,
            Range = range,
            Projection = projection,
            NonKeyAttributes = projection == ProjectionKind.Include ? ["other"] : [],
        };
}
