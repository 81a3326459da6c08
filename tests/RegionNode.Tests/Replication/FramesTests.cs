using System.Text.Json;
using System.Text.Json.Serialization;
using Google.Protobuf;
using GlobalTables.RegionNode.Model;
using GlobalTables.RegionNode.Peers;
using GlobalTables.RegionNode.Replication;
using GlobalTables.RegionNode.Storage;
using GlobalTables.RegionNode.Versioning;
using Wire = GlobalTables.RegionNode.Peers.Wire;

namespace GlobalTables.RegionNode.Tests.Replication;

public sealed class FramesTests
{
    static readonly LogName Eu = new(long.MaxValue - 1, "eu-west-1");
    static readonly LogName Us = new(1, "us-east-1");

    static readonly JsonSerializerOptions Everything = new()
    {
        IncludeFields = true,
        Converters = { new AsText<VersionVector>(), new AsText<HybridTimestamp>() },
    };

    static readonly ReaderMessage[] FromReader =
    [
        new ReaderMessage.Ask("group", 3, Eu.Id, Us.Id, 17, Vector((Us.Id, 5), (Eu.Id, long.MaxValue)), 8),
        new ReaderMessage.Ask("group", 4, Us.Id, Eu.Id, 0, VersionVector.Empty, 64),
        new ReaderMessage.Ask("group", 5, Us.Id, Eu.Id, null, Vector((Us.Id, 5)), 1),
        new ReaderMessage.Ask("group", 6, Us.Id, Eu.Id, null, Vector((Us.Id, 5)), 8) { After = new([1, 2], [3]) },
        new ReaderMessage.Acknowledge("group", 6, Vector((Us.Id, 9))),
        new ReaderMessage.Covers("group", Vector((Us.Id, 9), (Eu.Id, long.MaxValue))),
        new ReaderMessage.Report("group", TableState.Creating, 0),
        new ReaderMessage.Report("group", TableState.Active, null),
        new ReaderMessage.Report("group", TableState.Updating, null),
        new ReaderMessage.Report("group", TableState.Deleting, null),
        new ReaderMessage.Compare(
            "group", -3, Eu.Id, Us.Id, new ItemKey([1], [2]),
            [new(new ItemKey([3], []), 5, UInt128.MaxValue - 7), new(null, 0, UInt128.One << 70)]),
        new ReaderMessage.Compare("group", -4, Eu.Id, Us.Id, null, []),
        new ReaderMessage.Fetch("group", -5, Eu.Id, Us.Id, [new([1], []), new([2], [3])]),
        new ReaderMessage.Probe(-5),
        new ReaderMessage.Probe(long.MaxValue),
    ];

    static readonly SourceMessage[] FromSource =
    [
        new SourceMessage.Batch("group", 1, Feed([]), TimeSpan.Zero),
        new SourceMessage.Batch(
            "group",
            2,
            Feed(
            [
                Record(Eu, 5, RowFlags.None, """{"p":{"S":"é"}}""", (Us.Id, 4)),
                Record(Us, 6, RowFlags.Tombstone, "", (Eu.Id, 3)),
                Record(Us, 7, RowFlags.Tombstone | RowFlags.Expiry, ""),
            ]),
            TimeSpan.FromMilliseconds(1234.5)),
        new SourceMessage.Chunk("group", 3, Chunk(new ItemKey([1, 2, 3, 4, 5], []))),
        new SourceMessage.Chunk("group", 3, Chunk(null)),
        new SourceMessage.Compared("group", -3, new(
            [
                new(new([1], [2]), new(8), RowFlags.None, Eu.Id, Eu.Region, 9, long.MinValue, true),
                new(new([3], []), new(9), RowFlags.Tombstone, Us.Id, Us.Region, 1, 5, false),
            ],
            new ItemKey([3], []), 4, Vector((Us.Id, 5)))),
        new SourceMessage.Compared("group", -3, new([], null, 0, VersionVector.Empty)),
        new SourceMessage.Fetched("group", -3, new([Record(Eu, 5, RowFlags.None, """{"p":{"S":"é"}}""", (Us.Id, 4))], 3, Vector((Us.Id, 5)), [Eu, Us])),
        new SourceMessage.Refusal("group", 4, "why not"),
        new SourceMessage.Heartbeat(null, TimeSpan.Zero, []),
        new SourceMessage.Heartbeat(0, TimeSpan.FromSeconds(1), [new("group", 12, null), new("other", 0, Vector((Us.Id, 9)))]),
        new SourceMessage.Heartbeat(
            7, TimeSpan.FromMilliseconds(3), [], new DateTimeOffset(2026, 1, 31, 12, 0, 0, 123, 456, TimeSpan.Zero)),
        new SourceMessage.Heartbeat(7, TimeSpan.FromMilliseconds(3), [], DateTimeOffset.UnixEpoch),
    ];

    public static TheoryData<int> ReaderMessages() => new(Enumerable.Range(0, FromReader.Length));

    public static TheoryData<int> SourceMessages() => new(Enumerable.Range(0, FromSource.Length));

    [Theory]
    [MemberData(nameof(ReaderMessages))]
    public void What_a_reader_says_arrives_as_it_was_said(int message)
    {
        var bytes = Frames.From(FromReader[message]).ToByteArray();
        AssertSame(FromReader[message], Frames.Of(Wire.FromReader.Parser.ParseFrom(bytes)));
    }

    [Theory]
    [MemberData(nameof(SourceMessages))]
    public void What_a_source_says_arrives_as_it_was_said(int message)
    {
        var bytes = Frames.From(FromSource[message]).ToByteArray();
        AssertSame(FromSource[message], Frames.Of(Wire.FromSource.Parser.ParseFrom(bytes), "eu-west-1"));
    }

    [Fact]
    public void What_a_newer_peer_says_and_this_version_does_not_know_is_nothing()
    {
        Assert.Null(Frames.Of(new Wire.FromReader()));
        Assert.Null(Frames.Of(new Wire.FromSource(), "eu-west-1"));
    }

    [Theory]
    [InlineData(0u, 1)]
    [InlineData(100_000u, 256)]
    public void A_window_is_brought_within_bounds(uint window, int expected) => Assert.Equal(
        expected,
        Assert.IsType<ReaderMessage.Ask>(Frames.Of(new Wire.FromReader { Ask = new() { Window = window } })).Window);

    [Fact]
    public void A_record_whose_log_is_not_listed_does_not_hold_together()
    {
        var frame = Frames.From(FromSource[1]);
        frame.Batch.Records.Logs.Clear();
        Assert.Throws<ReplicationException>(() => Frames.Of(frame, "eu-west-1"));
    }

    static void AssertSame<T>(T expected, T? actual)
    {
        Assert.NotNull(actual);
        Assert.Equal(expected!.GetType(), actual.GetType());
        Assert.Equal(
            JsonSerializer.Serialize(expected, expected.GetType(), Everything),
            JsonSerializer.Serialize(actual, actual.GetType(), Everything));
    }

    static VersionVector Vector(params (long Log, long Sequence)[] entries) =>
        VersionVector.Of(entries.Select(entry => KeyValuePair.Create(entry.Log, entry.Sequence)));

    static FeedBatch Feed(ChangeRecord[] records) => new()
    {
        Log = Eu.Id,
        Region = "eu-west-1",
        From = 4,
        UpTo = 7,
        IsComplete = records.Length > 0,
        Head = 9,
        Clock = new(77),
        ReaderStamp = new(66),
        Covered = Vector((Eu.Id, 9), (Us.Id, 3)),
        Records = records,
        Logs = records.Length > 0 ? [Eu, Us] : [],
    };

    static DifferenceChunk Chunk(ItemKey? next) => new()
    {
        Records = [Record(Us, 1, RowFlags.None, "{}")],
        Logs = [Us, Eu],
        Covered = Vector((Us.Id, 1)),
        LeavesOut = next is null,
        Next = next,
    };

    static ChangeRecord Record(
        LogName log, long sequence, RowFlags flags, string json, params (long Log, long Sequence)[] context) => new()
        {
            Partition = [1, 2, 3, 4, 200],
            Sort = [255, 0],
            Time = HybridTimestamp.At(1_767_225_600_000),
            Flags = flags,
            Log = log.Id,
            LogRegion = log.Region,
            Sequence = sequence,
            Vector = Vector(context).With(log.Id, sequence),
            Checksum = -3,
            Size = 400_000,
            Json = TestVolume.Json(json),
        };

    sealed class AsText<T> : JsonConverter<T>
    {
        public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            throw new NotSupportedException();

        public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value!.ToString());
    }
}
