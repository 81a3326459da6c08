namespace GlobalTables.Local.Tests;

public class CommandLineTests
{
    static (LocalOptions? Options, IReadOnlyList<string> Errors) Parse(params string[] arguments)
    {
        LocalOptions? seen = null;
        var parsed = CommandLine.Create(
            (options, _) =>
            {
                seen = options;
                return Task.FromResult(0);
            },
            _ => Task.FromResult(0)).Parse(arguments);
        if (parsed.Errors.Count == 0)
        {
            parsed.Invoke();
        }

        return (seen, [.. parsed.Errors.Select(error => error.Message)]);
    }

    [Fact]
    public void Defaults_need_nothing_but_a_manifest()
    {
        var (options, _) = Parse("products.yaml");

        Assert.Equal(["products.yaml"], options!.Manifests);
        Assert.Equal((8000, "data", TimeSpan.Zero, true),
            (options.Port, options.DataFolder, options.ReplicationDelay, options.IsLive));
    }

    [Fact]
    public void Everything_can_be_told()
    {
        var (options, _) = Parse(
            "a.yaml", "b", "--regions", "us-east-1,eu-west-1", "--regions", "us-east-1, sa-east-1", "--data", "d", "--port", "0",
            "--replication-delay", "1.5s", "--no-live");

        Assert.Equal(["a.yaml", "b"], options!.Manifests);
        Assert.Equal(["us-east-1", "eu-west-1", "sa-east-1"], options.Regions);
        Assert.Equal((0, "d", TimeSpan.FromSeconds(1.5), false),
            (options.Port, options.DataFolder, options.ReplicationDelay, options.IsLive));
    }

    [Theory]
    [InlineData("--replication-delay", "500ms", null)]
    [InlineData("--replication-delay", "5m", null)]
    [InlineData("--replication-delay", "2", "\"2\" is no delay")]
    [InlineData("--replication-delay", "fast", "\"fast\" is no delay")]
    [InlineData("--replication-delay", "1h", "\"1h\" is no delay")]
    [InlineData("--replication-delay", "301s", "at most 5m")]
    [InlineData("--port", "65536", "--port must be a number from 0 to 65535")]
    [InlineData("--port", "-1", "--port must be a number from 0 to 65535")]
    [InlineData("--regions", "US", "\"US\" is no region name")]
    [InlineData("--regions", "us-east-1,eu_west", "\"eu_west\" is no region name")]
    [InlineData("--unknown", "x", "--unknown")]
    public void A_wrong_value_is_named(string option, string value, string? error)
    {
        var (_, errors) = Parse("products.yaml", option, value);

        if (error is null)
        {
            Assert.Empty(errors);
            return;
        }

        Assert.Contains(errors, message => message.Contains(error));
    }
}
