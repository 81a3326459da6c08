using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace GlobalTables.Operator.Tests.Api;

/// <summary>One watch of the fake API server.</summary>
sealed class FakeWatch(FakeObjects objects, ApiRequest request, bool expiresByStatus)
{
    public async Task ServeAsync(HttpContext context, CancellationToken cancel)
    {
        var query = context.Request.Query;
        var selector = (string?)query["labelSelector"];
        var position = long.Parse(query["resourceVersion"]!, CultureInfo.InvariantCulture);
        var wantsBookmarks = query["allowWatchBookmarks"] == "true";
        var bookmarks = objects.Bookmarks;
        if (expiresByStatus && position < objects.Compacted)
        {
            throw ApiFaultException.Expired();
        }

        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(
            int.TryParse(query["timeoutSeconds"], out var seconds) ? seconds : 1800));
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, timeout.Token);
        context.Response.ContentType = "application/json";
        await context.Response.Body.FlushAsync(cancel);
        while (true)
        {
            Task changed;
            var lines = new StringBuilder();
            var isOver = false;
            lock (objects.Gate)
            {
                changed = objects.Changed;
                if (position < objects.Compacted)
                {
                    lines.Append(Line("ERROR", ApiFaultException.Expired().ToStatus()));
                    isOver = true;
                }
                else
                {
                    foreach (var change in objects.Since(position))
                    {
                        lines.Append(LineOf(change, selector));
                        position = change.Version;
                    }

                    if (wantsBookmarks && bookmarks < objects.Bookmarks)
                    {
                        position = objects.Version;
                        lines.Append(Line("BOOKMARK", Bookmark(position)));
                    }

                    bookmarks = objects.Bookmarks;
                }
            }

            if (lines.Length > 0)
            {
                await context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(lines.ToString()), cancel);
                await context.Response.Body.FlushAsync(cancel);
            }

            if (isOver)
            {
                return;
            }

            try
            {
                await changed.WaitAsync(either.Token);
            }
            catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
            {
                return;
            }
        }
    }

    string LineOf(Change change, string? selector)
    {
        if (change.Id.Group != request.Group || change.Id.Resource != request.Resource
            || (request.Namespace is not null && change.Id.Namespace != request.Namespace))
        {
            return "";
        }

        var wasIn = change.Before is not null && LabelSelector.Matches(selector, change.Before);
        var isIn = change.After is not null && LabelSelector.Matches(selector, change.After);
        var shown = (change.After ?? change.Before!).DeepClone().AsObject();
        shown["metadata"]!["resourceVersion"] = $"{change.Version}";
        return (wasIn, isIn) switch
        {
            (false, true) => Line("ADDED", shown),
            (true, true) => Line("MODIFIED", shown),
            (true, false) => Line("DELETED", shown),
            _ => "",
        };
    }

    static JsonObject Bookmark(long version) => new()
    {
        ["metadata"] = new JsonObject { ["resourceVersion"] = $"{version}", ["creationTimestamp"] = null },
    };

    static string Line(string type, JsonObject json) =>
        new JsonObject { ["type"] = type, ["object"] = json }.ToJsonString() + "\n";
}
