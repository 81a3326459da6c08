using System.Net;
using System.Threading.Channels;
using GlobalTables.Gateway;

namespace GlobalTables.Local;

/// <summary>
/// One run of the regions of this machine. Starting checks everything that can be wrong before the first process is
/// made; running calls the reconciler whenever something has happened, and twice a second besides.
/// </summary>
sealed class LocalRun : IAsyncDisposable
{
    static readonly TimeSpan StepInterval = TimeSpan.FromMilliseconds(500);

    /// <summary>Processes of a run that was killed need a moment to notice and to leave their ports.</summary>
    static readonly TimeSpan PortsFreeTimeout = TimeSpan.FromSeconds(5);

    /// <summary>A process each: more would only exhaust the machine.</summary>
    const int RegionsMax = 32;

    readonly Channel<bool> happened = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    readonly DataFolder folder;
    readonly IStatusView view;
    readonly TimeProvider time;
    readonly Reconciler reconciler;

    LocalRun(
        DataFolder folder,
        Router router,
        ManifestFiles manifests,
        RegionPlaces places,
        RegionSetup setup,
        Random random,
        IStatusView view)
    {
        this.folder = folder;
        this.view = view;
        time = setup.Time;
        Router = router;
        Regions = new LocalRegions(folder, setup, router, () => happened.Writer.TryWrite(true));
        reconciler = new Reconciler(manifests, folder, Regions, places, random, view.Say);
    }

    public Router Router { get; }

    public LocalRegions Regions { get; }

    /// <exception cref="StartException">Something is wrong; nothing was started.</exception>
    public static async Task<LocalRun> StartAsync(
        LocalOptions options, TimeProvider time, Random random, IStatusView view)
    {
        var executable = NodeExecutable.Find();
        var manifests = new ManifestFiles(options.Manifests);
        var read = manifests.Read();
        if (read.Problems.Count > 0)
        {
            throw new StartException(string.Join(Environment.NewLine, read.Problems));
        }

        var folder = DataFolder.Open(options.DataFolder);
        Router? router = null;
        try
        {
            var places = new RegionPlaces(options.Regions, new PortChoice(options.Port));
            var state = Reconciler.Applied(folder.Load(), read.Tables);
            CheckRegions(options, state);
            router = await ListenAsync(options.Port);
            state = places.WithPorts(state);
            await CheckPortsAsync(places.Wanted(state), folder, time);

            var setup = new RegionSetup(executable, options.ReplicationDelay, time, view.Say);
            var run = new LocalRun(folder, router, manifests, places, setup, random, view);
            run.reconciler.Begin(state);
            return run;
        }
        catch (StartException)
        {
            if (router is not null)
            {
                await router.DisposeAsync();
            }

            folder.Dispose();
            throw;
        }
    }

    /// <summary>Until cancelled. The regions go on until the run is disposed.</summary>
    public async Task RunAsync(CancellationToken cancel)
    {
        var isUp = false;
        try
        {
            while (true)
            {
                var picture = await reconciler.StepAsync(cancel);
                view.Show(isUp ? picture : picture.WhileStarting());
                if (!isUp && picture.Regions.All(region => region.Answers))
                {
                    isUp = true;
                    view.Say(WelcomeText());
                }

                using var pause = CancellationTokenSource.CreateLinkedTokenSource(cancel);
                await Task.WhenAny(
                    happened.Reader.ReadAsync(pause.Token).AsTask(),
                    Task.Delay(StepInterval, time, pause.Token));
                await pause.CancelAsync();
                cancel.ThrowIfCancellationRequested();
            }
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            // asked to stop
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Regions.DisposeAsync();
        await Router.DisposeAsync();
        folder.Dispose();
    }

    string WelcomeText() => Welcome.Text(
        Regions.Running.ToDictionary(region => region.Name, region => region.Ports.Api),
        Router.Port,
        folder.Path,
        reconciler.State.Tables);

    static async Task<Router> ListenAsync(int port)
    {
        try
        {
            return await Router.StartAsync(IPAddress.Loopback, port);
        }
        catch (IOException taken)
        {
            throw new StartException(taken.Message);
        }
    }

    static void CheckRegions(LocalOptions options, LocalState state)
    {
        var count = options.Regions.Union(state.RegionsInUse()).Count();
        if (count == 0)
        {
            throw new StartException(
                "There is nothing to run. Give a manifest, as in config/samples/products.yaml, or "
                + "--regions us-east-1,eu-west-1. See --help.");
        }

        if (count > RegionsMax)
        {
            throw new StartException(
                $"{count} regions are a process each; this machine takes at most {RegionsMax}.");
        }
    }

    static async Task CheckPortsAsync(
        IReadOnlyDictionary<string, RegionPorts> places, DataFolder folder, TimeProvider time)
    {
        var deadline = time.GetUtcNow() + PortsFreeTimeout;
        foreach (var (region, ports) in places)
        {
            foreach (var port in ports.All())
            {
                while (!PortChoice.IsFree(port))
                {
                    if (time.GetUtcNow() >= deadline)
                    {
                        throw new StartException(
                            $"Port {port} of region {region} is taken by another program. Stop that one, or "
                            + $"remove {region} from \"ports\" in {folder.StatePath} to have new ports chosen.");
                    }

                    await Task.Delay(TimeSpan.FromMilliseconds(100), time);
                }
            }
        }
    }
}
