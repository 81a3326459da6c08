namespace GlobalTables.Local.Tests;

public class WelcomeTests
{
    static readonly SortedDictionary<string, int> Ports = new() { ["eu-west-1"] = 8010, ["us-east-1"] = 8020 };

    [Fact]
    public void Commands_fit_the_table()
    {
        var text = Welcome.Text(Ports, 8000, "/data", [Products.In("us-east-1", "eu-west-1")]);

        Assert.Contains("us-east-1     http://localhost:8020", text);
        Assert.Contains("export AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=local", text);
        Assert.Contains(
            "aws dynamodb --region us-east-1 --endpoint-url http://localhost:8000 put-item --table-name Products --item '{\"ProductID\":{\"S\":\"PROD123\"}}'",
            text);
        Assert.Contains("update-table --table-name Products --replica-updates '[{\"Create\":{\"RegionName\":\"ap-northeast-1\"}}]'", text);
    }

    [Fact]
    public void Without_a_table_the_first_command_makes_one() =>
        Assert.Contains("create-table --table-name Products", Welcome.Text(Ports, 8000, "/data", []));
}
