using GlobalTables.Operator.Kubernetes;
using GlobalTables.Operator.Tests.Api;

namespace GlobalTables.Operator.Tests.Kubernetes;

public sealed class HealthTests
{
    [Fact]
    public async Task A_process_without_an_election_is_not_ill_for_want_of_a_lease()
    {
        var time = new ManualTime();
        await using var server = await FakeApiServer.StartAsync(time);
        await using var tested = await TestOperator.StartAsync(
            server,
            time,
            builder => builder.AddInformer<Widget>(),
            settings => settings.WithLeaderElection(LeaderElectionType.None));
        time.Advance(TimeSpan.FromHours(1));
        Assert.DoesNotContain(
            tested.Get<Health>().Ailing(), problem => problem.StartsWith("lease", StringComparison.Ordinal));
    }
}
