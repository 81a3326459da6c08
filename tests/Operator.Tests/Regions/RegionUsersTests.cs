using GlobalTables.ControlPlane.Resources;
using GlobalTables.Operator.Regions;
using GlobalTables.Operator.Resources;

namespace GlobalTables.Operator.Tests.Regions;

public sealed class RegionUsersTests
{
    [Fact]
    public void Tables_that_name_it_and_tables_that_have_not_left_it()
    {
        var names = Table("names", ["eu-west-1", "us-east-1"]);
        var leaving = Table("leaving", ["us-east-1"]);
        leaving.Status = new()
        {
            Group = new()
            {
                Id = "g",
                Epoch = 2,
                Members =
                [
                    new() { Region = "eu-west-1", State = "Leaving" },
                    new() { Region = "us-east-1", State = "Active" },
                ],
            },
        };
        var users = RegionUsers.Of("eu-west-1", [names, leaving, Table("other", ["us-east-1"])]);
        Assert.Equal(["leaving", "names"], users.Select(table => table.Metadata.Name));
    }

    [Fact]
    public void Refusal_names_five_and_counts_the_rest()
    {
        var users = Enumerable.Range(1, 7).Select(number => Table($"t{number}", ["eu-west-1"])).ToList();
        var message = RegionUsers.Refusal("eu-west-1", users).Message;
        Assert.Contains("shop/t1, shop/t2, shop/t3, shop/t4, shop/t5 and 2 more", message, StringComparison.Ordinal);
        Assert.DoesNotContain("t6", message, StringComparison.Ordinal);
    }

    public static V1Alpha1GlobalTable Table(string name, string[] regions) => new()
    {
        Metadata = new() { Name = name, NamespaceProperty = "shop" },
        Spec = new()
        {
            AttributeDefinitions = [new("pk", "S")],
            KeySchema = [new("pk", "HASH")],
            Replicas = [.. regions.Select(region => new Replica(region))],
        },
    };
}
