using System.Net;

namespace GlobalTables.Operator.Kubernetes;

/// <summary>The API server said no.</summary>
public class ApiException(HttpStatusCode status, string reason, string message) : Exception(message)
{
    public HttpStatusCode Status => status;

    /// <summary>The server's word, as in <c>NotFound</c>, <c>AlreadyExists</c>, <c>Expired</c>; may be empty.</summary>
    public string Reason => reason;

    /// <summary>The server asks not to be called again before.</summary>
    public TimeSpan? RetryAfter { get; init; }

    public bool IsNotFound => status == HttpStatusCode.NotFound;

    public bool IsAlreadyExists => status == HttpStatusCode.Conflict && reason == "AlreadyExists";

    /// <summary>A field of the object is not allowed, or is not allowed to change.</summary>
    public bool IsInvalid => status == HttpStatusCode.UnprocessableEntity;

    /// <summary>The resource version, or the rest of a list, is too old to be had.</summary>
    public bool IsExpired => status == HttpStatusCode.Gone || reason is "Expired" or "Gone";
}

/// <summary>The object is no longer what the write took it for; read it again, then decide again.</summary>
public sealed class ConflictException(string reason, string message)
    : ApiException(HttpStatusCode.Conflict, reason, message);
