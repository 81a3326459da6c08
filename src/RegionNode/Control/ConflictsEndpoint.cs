using System.Buffers;
using System.Globalization;
using GlobalTables.RegionNode.Model;
using GlobalTables.RegionNode.Storage;

namespace GlobalTables.RegionNode.Control;

/// <summary>
/// <c>GET /conflicts?table=NAME&amp;after=POSITION&amp;limit=N&amp;follow=true</c>: what this region has met of writes
/// that lost against concurrent ones, oldest first, a line of JSON each. A reader goes on after the last position it
/// has seen; with <c>follow</c> the answer goes on by itself, until the reader hangs up.
/// </summary>
sealed class ConflictsEndpoint(TableCatalog catalog, ConflictLog conflicts, TimeProvider time)
{
    const int LimitUsual = 100;

    static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(250);

    static readonly string[] Parameters = ["table", "after", "limit", "follow"];

    int followers;

    public async Task GetAsync(HttpContext context)
    {
        var (parsed, problem) = Parse(context.Request.Query);
        if (parsed is not { } request)
        {
            await Refusal.WriteAsync(context, StatusCodes.Status400BadRequest, problem);
            return;
        }

        if (catalog.Find(request.Table) is not { } table)
        {
            await Refusal.WriteAsync(
                context,
                StatusCodes.Status404NotFound,
                Refusal.NoTable(catalog, request.Table));
            return;
        }

        if (!request.Follows)
        {
            context.Response.ContentType = "application/x-ndjson";
            _ = await WriteAsync(context, table, request.After, request.Limit);
            return;
        }

        try
        {
            if (Interlocked.Increment(ref followers) > Limits.ConflictFollowersMax)
            {
                await Refusal.WriteAsync(
                    context,
                    StatusCodes.Status503ServiceUnavailable,
                    $"{Limits.ConflictFollowersMax} readers follow conflicts already: end one of them, or read " +
                    "without follow.");
                return;
            }

            context.Response.ContentType = "application/x-ndjson";
            await FollowAsync(context, table, request.After);
        }
        finally
        {
            Interlocked.Decrement(ref followers);
        }
    }

    static (Query? Request, string Problem) Parse(IQueryCollection query)
    {
        if (query.Keys.FirstOrDefault(key => !Parameters.Contains(key)) is { } unknown)
        {
            return (null, $"{unknown} is no parameter here; there are {string.Join(", ", Parameters)}.");
        }

        if (query["table"] is not [{ Length: > 0 } table])
        {
            return (null, "Which table? Name one, as in /conflicts?table=Products.");
        }

        long after = 0, limit = LimitUsual;
        var follows = false;
        if (query.ContainsKey("after") && !TryNumber(query["after"], 0, long.MaxValue, out after))
        {
            return (null, $"after is \"{query["after"]}\"; it is the position of the last conflict seen, 0 for none.");
        }

        if (query.ContainsKey("limit") && !TryNumber(query["limit"], 1, Limits.ConflictsReadMax, out limit))
        {
            return (null, $"limit is \"{query["limit"]}\"; it is a number from 1 to {Limits.ConflictsReadMax}.");
        }

        if (query.ContainsKey("follow") && !bool.TryParse(query["follow"], out follows))
        {
            return (null, $"follow is \"{query["follow"]}\"; it is true or false.");
        }

        return follows && query.ContainsKey("limit")
            ? (null, "limit and follow exclude each other: what is followed has no end.")
            : (new(table, after, (int)limit, follows), "");
    }

    static bool TryNumber(string? text, long least, long most, out long number) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number)
        && number >= least && number <= most;

    async Task FollowAsync(HttpContext context, TableEntry table, long after)
    {
        var cancel = context.RequestAborted;

        // The headers go at once, so that the reader knows that it is heard.
        await context.Response.StartAsync(cancel);
        await context.Response.Body.FlushAsync(cancel);
        while (!cancel.IsCancellationRequested && catalog.ByNumber(table.Number) is { } present)
        {
            var last = await WriteAsync(context, present, after, Limits.ConflictsReadMax);
            if (last == after)
            {
                await Task.Delay(LookAgain, time, cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }

            after = last;
        }
    }

    /// <summary>Writes at most so many, or so many as fit a page; the position of the last one.</summary>
    async Task<long> WriteAsync(HttpContext context, TableEntry table, long after, int limit)
    {
        var lines = new ArrayBufferWriter<byte>();
        foreach (var conflict in conflicts.ReadAfter(table, after, limit))
        {
            ConflictLines.Write(lines, table, conflict);
            after = conflict.Position;
        }

        if (lines.WrittenCount > 0)
        {
            await context.Response.Body.WriteAsync(lines.WrittenMemory, context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
        }

        return after;
    }

    sealed record Query(string Table, long After, int Limit, bool Follows);
}
