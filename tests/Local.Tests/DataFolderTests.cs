using System.Text.Json.Nodes;
using GlobalTables.Contracts;
using GlobalTables.ControlPlane.Planning;

namespace GlobalTables.Local.Tests;

public sealed class DataFolderTests : IDisposable
{
    readonly TemporaryFolder temporary = new();

    public void Dispose() => temporary.Dispose();

    static LocalState State() => new()
    {
        Ports = new SortedDictionary<string, RegionPorts> { ["eu-west-1"] = new(8010, 8011, 8012) },
        LastApplied = [Products.In("eu-west-1")],
        Tables = [Products.In("eu-west-1", "us-east-1")],
        Memory = new ControlMemory
        {
            HighestEpoch = 7,
            Groups =
            [
                new TableGroup
                {
                    Id = "g",
                    Table = Products.In("eu-west-1"),
                    Epoch = 3,
                    Members =
                    [
                        new GroupMember
                        {
                            Region = "eu-west-1",
                            Log = long.MaxValue,
                            State = MemberState.Joining,
                            ListedEpoch = 2,
                            InstalledEpoch = 3,
                        },
                    ],
                    Removals = [new PendingRemoval("us-east-1", DeleteData: true)],
                    Left = [new LeftLog("us-east-1", long.MaxValue - 1, 3, Drained: true)],
                },
            ],
            Accepted = new Dictionary<string, AcceptedConfig> { ["eu-west-1"] = new(7, "digest") },
        },
    };

    [Fact]
    public void What_is_saved_is_read_again()
    {
        using (var folder = DataFolder.Open(temporary.Path))
        {
            folder.Save(State());
        }

        using var again = DataFolder.Open(temporary.Path);
        var state = again.Load();

        Assert.Equal(new RegionPorts(8010, 8011, 8012), state.Ports["eu-west-1"]);
        Assert.Equal(["eu-west-1", "us-east-1"], state.Tables[0].Regions());
        var member = state.Memory.Groups[0].Members[0];
        Assert.Equal((long.MaxValue, MemberState.Joining, 3), (member.Log, member.State, member.InstalledEpoch));
        Assert.Equal(new PendingRemoval("us-east-1", DeleteData: true), state.Memory.Groups[0].Removals[0]);
        Assert.Equal(
            new LeftLog("us-east-1", long.MaxValue - 1, 3, Drained: true), Assert.Single(state.Memory.Groups[0].Left));
        Assert.Equivalent(new AcceptedConfig(7, "digest"), state.Memory.Accepted["eu-west-1"]);
        Assert.Equal(["eu-west-1", "us-east-1"], state.RegionsInUse().Order());
    }

    [Fact]
    public void A_state_from_before_there_were_logs_that_left_is_read()
    {
        using (var folder = DataFolder.Open(temporary.Path))
        {
            folder.Save(State());
        }

        var state = File.ReadAllText(temporary.File("local.json"));
        var before = JsonNode.Parse(state)!;
        Assert.True(before["memory"]!["groups"]![0]!.AsObject().Remove("left"));
        temporary.Write("local.json", before.ToJsonString());
        using var again = DataFolder.Open(temporary.Path);

        Assert.Empty(Assert.Single(again.Load().Memory.Groups).Left);
    }

    [Fact]
    public void A_new_folder_is_made_and_empty()
    {
        using var folder = DataFolder.Open(temporary.File("a/b"));

        Assert.Empty(folder.Load().Tables);
    }

    [Fact]
    public void A_second_run_on_the_folder_is_refused()
    {
        using var first = DataFolder.Open(temporary.Path);

        var failure = Assert.Throws<StartException>(() => DataFolder.Open(temporary.Path));

        Assert.Contains("is in use by another run", failure.Message);
        Assert.Contains("--data", failure.Message);
    }

    [Fact]
    public void A_state_that_cannot_be_read_is_not_overwritten()
    {
        temporary.Write("local.json", "{ nonsense");
        using var folder = DataFolder.Open(temporary.Path);

        var failure = Assert.Throws<StartException>(() => folder.Load());

        Assert.Contains("local.json", failure.Message);
        Assert.Equal("{ nonsense", File.ReadAllText(temporary.File("local.json")));
    }

    [Fact]
    public void A_save_that_was_cut_leaves_the_old_state()
    {
        using var folder = DataFolder.Open(temporary.Path);
        folder.Save(State());
        temporary.Write("local.json.next", "{ half");

        Assert.Single(folder.Load().Tables);
    }

    [Fact]
    public void Where_a_folder_cannot_be_is_said()
    {
        var file = temporary.Write("file", "");

        Assert.Contains("cannot be made", Assert.Throws<StartException>(() => DataFolder.Open(Path.Combine(file, "data"))).Message);
    }
}
