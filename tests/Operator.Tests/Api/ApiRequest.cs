using Microsoft.AspNetCore.Http;

namespace GlobalTables.Operator.Tests.Api;

/// <summary>A request as rules of access see it.</summary>
/// <param name="Verb">get, list, watch, create, update, patch, delete.</param>
/// <param name="Group">Empty for the core kinds.</param>
public sealed record ApiRequest(
    string Verb, string Group, string Version, string Resource, string? Subresource, string? Namespace, string? Name)
{
    public bool IsWrite => Verb is not ("get" or "list" or "watch");

    /// <summary>Null for a path that is no resource.</summary>
    public static ApiRequest? Of(HttpRequest request)
    {
        var parts = request.Path.Value!.Split('/', StringSplitOptions.RemoveEmptyEntries);
        var (group, version, rest) = parts switch
        {
            ["api", var core, .. var tail] => ("", core, tail),
            ["apis", var named, var of, .. var tail] => (named, of, tail),
            _ => ("", "", []),
        };
        string? @namespace = null;
        if (rest is ["namespaces", var within, var inner, ..] && inner is not ("status" or "finalize"))
        {
            (@namespace, rest) = (within, rest[2..]);
        }

        return rest.Length is 0 or > 3
            ? null
            : new(
                VerbOf(request, rest.Length > 1),
                group,
                version,
                rest[0],
                rest.ElementAtOrDefault(2),
                @namespace,
                rest.ElementAtOrDefault(1));
    }

    public override string ToString() =>
        $"{Verb} {(Group.Length == 0 ? "" : Group + "/")}{Resource}{(Subresource is null ? "" : "/" + Subresource)}"
        + $" {Namespace}/{Name}";

    static string VerbOf(HttpRequest request, bool isNamed) => request.Method switch
    {
        "GET" when isNamed => "get",
        "GET" when request.Query["watch"] == "true" => "watch",
        "GET" => "list",
        "POST" => "create",
        "PUT" => "update",
        "PATCH" => "patch",
        _ => "delete",
    };
}
