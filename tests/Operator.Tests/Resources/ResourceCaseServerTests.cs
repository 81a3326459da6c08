namespace GlobalTables.Operator.Tests.Resources;

/// <summary>What an API server says to the cases, CEL and all.</summary>
public sealed class ResourceCaseServerTests(CaseCluster cluster)
{
    public static TheoryData<string> Accepted => Names(isAccepted: true);

    public static TheoryData<string> Rejected => Names(isAccepted: false);

    [Theory]
    [MemberData(nameof(Accepted))]
    public async Task A_server_takes(string name)
    {
        var (exitCode, output) = await cluster.SendAsync(ResourceCase.Named(name));
        Assert.True(exitCode == 0, output);
    }

    [Theory]
    [MemberData(nameof(Rejected))]
    public async Task A_server_refuses(string name)
    {
        var (exitCode, output) = await cluster.SendAsync(ResourceCase.Named(name));
        Assert.NotEqual(0, exitCode);
        Assert.Contains(ResourceCase.Named(name).Says!, output, StringComparison.Ordinal);
    }

    static TheoryData<string> Names(bool isAccepted) =>
        [.. ResourceCase.All.Where(one => one.IsAccepted == isAccepted).Select(one => one.ToString())];
}
