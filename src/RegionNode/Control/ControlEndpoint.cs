using System.Globalization;
using System.Text.Json;
using GlobalTables.Contracts;

namespace GlobalTables.RegionNode.Control;

/// <summary>Takes a <see cref="RegionConfig"/> and answers a <see cref="RegionStatus"/>, for a control plane.</summary>
sealed class ControlEndpoint(ConfigApplier config, StatusReport status, Revision revision)
{
    /// <summary>How long a reader that has seen everything waits for something new, unless it says.</summary>
    const int WaitUsualMs = 500;

    const int WaitMostMs = 5000;

    /// <summary><c>PUT /control/config</c>: the status on 200; why not, on 400 and 409.</summary>
    public async Task PutConfigAsync(HttpContext context)
    {
        var cancel = context.RequestAborted;
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, cancel);
        var document = body.ToArray();
        string? refusal;
        try
        {
            var pushed = JsonSerializer.Deserialize(document, ContractJson.Default.RegionConfig);
            refusal = pushed is null ? "The body is empty." : await config.ApplyAsync(pushed, document, cancel);
        }
        catch (Exception failure) when (failure is JsonException or FormatException)
        {
            await Refusal.WriteAsync(context, StatusCodes.Status400BadRequest, failure.Message);
            return;
        }

        if (refusal is not null)
        {
            await Refusal.WriteAsync(context, StatusCodes.Status409Conflict, refusal);
            return;
        }

        await AnswerAsync(context);
    }

    /// <summary>
    /// <c>GET /control/status?seen=REVISION&amp;wait=MS</c>: waits for a revision other than the one seen, at most
    /// for so many milliseconds.
    /// </summary>
    public async Task GetStatusAsync(HttpContext context)
    {
        if (long.TryParse(context.Request.Query["seen"], CultureInfo.InvariantCulture, out var seen))
        {
            var wait = int.TryParse(context.Request.Query["wait"], CultureInfo.InvariantCulture, out var asked)
                ? Math.Clamp(asked, 0, WaitMostMs)
                : WaitUsualMs;
            await revision.WaitAsync(seen, TimeSpan.FromMilliseconds(wait), context.RequestAborted);
        }

        await AnswerAsync(context);
    }

    async Task AnswerAsync(HttpContext context)
    {
        context.Response.ContentType = "application/json";
        await JsonSerializer.SerializeAsync(
            context.Response.Body, status.Now(), ContractJson.Default.RegionStatus, context.RequestAborted);
    }
}
