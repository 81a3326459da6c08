using GlobalTables.RegionNode.Storage;

namespace GlobalTables.RegionNode.Control;

/// <summary>
/// <c>/livez</c>: the process answers. <c>/readyz</c>: the region takes requests, and its disk can be read.
/// </summary>
sealed class Probes(Volume volume)
{
    public bool IsReady { get; set; }

    public Task HandleAsync(HttpContext context)
    {
        switch (context.Request.Path.Value)
        {
            case "/livez":
                return context.Response.WriteAsync("ok\n");
            case "/readyz":
                var isReady = IsReady && volume.Items.CanRead();
                context.Response.StatusCode =
                    isReady ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
                return context.Response.WriteAsync(isReady ? "ok\n" : "not ready\n");
            default:
                context.Response.StatusCode = StatusCodes.Status404NotFound;
                return Task.CompletedTask;
        }
    }
}
