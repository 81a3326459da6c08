using System.Threading.Channels;
using GlobalTables.Operator.Kubernetes;
using GlobalTables.Operator.Nodes;
using GlobalTables.Operator.Resources;

namespace GlobalTables.Operator.Tables;

/// <summary>
/// Makes the regions what the objects say, while this process leads: a step whenever something has happened, and
/// every second besides.
/// </summary>
sealed partial class TableControl(PlannerParts parts, StatusWriter status) : ILeaderService
{
    static readonly TimeSpan StepInterval = TimeSpan.FromSeconds(1);

    /// <summary>What happens meanwhile is met by one step.</summary>
    static readonly TimeSpan StepPause = TimeSpan.FromMilliseconds(100);

    volatile Planner? planner;

    /// <summary>Null until the first plan of a term of leadership.</summary>
    public TablePicture? Picture => planner?.Picture;

    /// <summary>An API server that does not answer is no reason to forget what the nodes were told.</summary>
    async Task TryStepAsync(Planner working, CancellationToken leading)
    {
        try
        {
            await working.StepAsync(leading);
        }
        catch (Exception failure) when (
            failure is ApiException or HttpRequestException or TimeoutException or IOException)
        {
            LogStepFailed(parts.Logger, failure.Message);
        }
    }

    public async Task RunAsync(CancellationToken leading)
    {
        var happened = Channel.CreateBounded<bool>(
            new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
        void Wake() => happened.Writer.TryWrite(true);
        void TableChanged(V1Alpha1GlobalTable? before, V1Alpha1GlobalTable? after) => Wake();
        void RegionChanged(V1Alpha1Region? before, V1Alpha1Region? after) => Wake();

        status.Begin();
        parts.Tables.Changed += TableChanged;
        parts.Regions.Changed += RegionChanged;
        try
        {
            await using var links = new NodeLinks(parts.Time, Wake);
            var working = new Planner(parts, links);
            planner = working;
            while (!leading.IsCancellationRequested)
            {
                await TryStepAsync(working, leading);
                using var pause = CancellationTokenSource.CreateLinkedTokenSource(leading);
                await Task.WhenAny(
                    happened.Reader.ReadAsync(pause.Token).AsTask(),
                    Task.Delay(StepInterval, parts.Time, pause.Token));
                await pause.CancelAsync();
                await Task.Delay(StepPause, parts.Time, leading);
            }
        }
        finally
        {
            planner = null;
            parts.Tables.Changed -= TableChanged;
            parts.Regions.Changed -= RegionChanged;
        }
    }

    [LoggerMessage(210, LogLevel.Warning, "A step failed and is tried again: {Failure}")]
    static partial void LogStepFailed(ILogger logger, string failure);
}
