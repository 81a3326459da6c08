using System.Text;
using GlobalTables.RegionNode.Model;
using GlobalTables.RegionNode.Storage;

namespace GlobalTables.RegionNode.Tests.Storage;

/// <summary>
/// A stream has every applied change once and in order, and nothing else: held against what the table itself shows
/// before and after each step, whatever the step was.
/// </summary>
public sealed class StreamPromiseTests
{
    [Theory]
    [MemberData(nameof(Seeds.Of), 60, MemberType = typeof(Seeds))]
    public void A_stream_is_what_became_of_the_table(int seed)
    {
        var random = new Random(seed);
        using var volume = new TestVolume(seed: seed);
        var table = volume.Run(transaction => volume.Catalog.Create(
            transaction, TestVolume.Definition("products") with { Stream = StreamView.NewAndOldImages }));
        var stream = table.LatestStream!;
        var checker = new StreamChecker(volume, table, Enumerable.Range(0, 4).Select(key => $"k{key}"));
        var foreign = new ForeignWrites(volume, table);
        var told = new List<ChangeRecord>();
        long us = 0;
        long ap = 0;
        for (var step = 0; step < 150; step++)
        {
            var sort = $"k{random.Next(4)}";
            var key = TestVolume.Key("p", sort);
            var isExpiry = false;
            switch (random.Next(12))
            {
                case 0 or 1 or 2:
                    volume.Put(table, key, ItemOf(sort, random), random.Next(10, 100));
                    break;
                case 3:
                    volume.Delete(table, key);
                    break;
                case 4:
                    isExpiry = true;
                    volume.Run(transaction =>
                    {
                        transaction.Expire(table, key);
                        return true;
                    });
                    break;
                case 5 or 6 or 7:
                    var isUs = random.Next(2) == 0;
                    told.Add(foreign.Record(
                        isUs ? ForeignWrites.UsLog : ForeignWrites.ApLog,
                        isUs ? ++us : ++ap,
                        sort,
                        random.Next(4) == 0 ? "" : ItemOf(sort, random),
                        random.Next(-5_000, 400)));
                    foreign.Apply(told[^1]);
                    break;
                case 8 when told.Count > 0:
                    foreign.Apply(told[random.Next(told.Count)]);
                    break;
                case 9:
                    Fail(volume, table, key);
                    break;
                case 10:
                    volume.Time.Advance(TimeSpan.FromMinutes(random.Next(100)));
                    break;
                default:
                    if (random.Next(4) == 0)
                    {
                        volume.Crash();
                        table = volume.Catalog.Find("products")!;
                    }

                    break;
            }

            checker.Step(table, isExpiry);
        }

        checker.Check(volume.Now.Streams.All(stream, limit: random.Next(1, 20)));
    }

    static string ItemOf(string sort, Random random)
    {
        var attributes = new[]
        {
            """
            "p":{"S":"p"}
            """.Trim(),
            $$"""
            "s":{"S":"{{sort}}"}
            """.Trim(),
            $$"""
            "v":{"N":"{{random.Next(3)}}"}
            """.Trim(),
        };
        random.Shuffle(attributes);
        return $"{{{string.Join(',', attributes)}}}";
    }

    static void Fail(TestVolume volume, TableEntry table, ItemKey key)
    {
        var failing = volume.Now.Queue.RunAsync<bool>(
            transaction =>
            {
                transaction.Put(table, key, "{}"u8, 2);
                throw DynamoException.ResourceNotFound();
            },
            CancellationToken.None);
        volume.Commit();
        Assert.True(failing.IsFaulted);
    }

    /// <summary>Looks at the table after each step, and says what its stream must have of it.</summary>
    sealed class StreamChecker(TestVolume volume, TableEntry table, IEnumerable<string> sorts)
    {
        readonly Dictionary<string, string?> seen = sorts.ToDictionary(
            sort => sort, sort => volume.Get(table, TestVolume.Key("p", sort)));

        readonly List<string> expected = [];

        public void Step(TableEntry now, bool isExpiry)
        {
            foreach (var (sort, before) in seen.ToList())
            {
                var after = volume.Get(now, TestVolume.Key("p", sort));
                seen[sort] = after;
                if (Sorted(before) != Sorted(after))
                {
                    expected.Add(
                        $"{(before is null ? "Insert" : after is null ? "Remove" : "Modify")} {sort} "
                        + $"[{before}] [{after}]" + (isExpiry ? " expired" : ""));
                }
            }
        }

        public void Check(List<StreamChange> changes)
        {
            Assert.Equal(expected, changes.Select(change => change.Text()));
            foreach (var last in changes.GroupBy(change => Encoding.UTF8.GetString(change.Key.Sort)))
            {
                var image = Encoding.UTF8.GetString(last.Last().NewJson);
                Assert.Equal(Sorted(seen[last.Key] ?? ""), Sorted(image));
            }
        }

        // One content, whatever the order of its attributes: none of these has a comma inside.
        static string? Sorted(string? json) =>
            json is null ? null : string.Join(',', json.Trim('{', '}').Split(',').Select(part => part.Trim('}')).Order());
    }
}
