using System.Text.Json.Nodes;

namespace GlobalTables.Operator.Tests.Api;

/// <summary>What the fake API server answers instead of an object.</summary>
public sealed class ApiFaultException(int code, string reason, string message) : Exception(message)
{
    public int Code => code;

    public static ApiFaultException NotFound(string what) => new(404, "NotFound", $"{what} not found");

    public static ApiFaultException Conflict(string message) => new(409, "Conflict", message);

    public static ApiFaultException AlreadyExists(string what) => new(409, "AlreadyExists", $"{what} already exists");

    public static ApiFaultException Invalid(string message) => new(422, "Invalid", message);

    public static ApiFaultException BadRequest(string message) => new(400, "BadRequest", message);

    public static ApiFaultException Expired() => new(410, "Expired", "The resourceVersion is too old.");

    public JsonObject ToStatus() => new()
    {
        ["kind"] = "Status",
        ["apiVersion"] = "v1",
        ["metadata"] = new JsonObject(),
        ["status"] = "Failure",
        ["message"] = Message,
        ["reason"] = reason,
        ["code"] = code,
    };
}
