using System.CommandLine;
using System.Net;
using GlobalTables.Gateway;
using GlobalTables.Operator.Kubernetes;
using GlobalTables.Operator.Regions;
using GlobalTables.Operator.Resources;
using k8s.Models;

namespace GlobalTables.Operator.Commands;

/// <summary>One endpoint for the regions of a cluster: Local's router, with the Region objects as its map.</summary>
static class GatewayCommand
{
    public static Command Create()
    {
        var port = new Option<int>("--port")
        {
            Description = "Where clients of all regions are answered; 0 picks a free port.",
            DefaultValueFactory = _ => 8000,
        };
        var probePort = new Option<int>("--probe-port")
        {
            Description = "Probes and metrics; 0 picks a free port.",
            DefaultValueFactory = _ => 8080,
        };
        var command = new Command("gateway", "Serves all regions at one endpoint, by the region of the signature.")
        {
            port, probePort,
        };
        command.SetAction((parsed, cancel) =>
            RunAsync(parsed.GetRequiredValue(port), parsed.GetRequiredValue(probePort), cancel));
        return command;
    }

    static async Task<int> RunAsync(int port, int probePort, CancellationToken cancel)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        OperatorLogging.Add(builder.Logging);
        builder.Services
            .AddKubernetesOperator(settings => settings.WithName("globaltables-gateway").WithHealthPort(probePort))
            .AddInformer<V1Alpha1Region>();
        using var host = builder.Build();
        await using var router = await Router.StartAsync(IPAddress.Any, port);
        var regions = host.Services.GetRequiredService<IEntityStore<V1Alpha1Region>>();
        void Show(V1Alpha1Region? before, V1Alpha1Region? after) =>
            router.Show(regions.List().ToDictionary(region => region.Name(), RegionAddress.Api));

        regions.Changed += Show;
        await host.RunAsync(cancel);
        return 0;
    }
}
