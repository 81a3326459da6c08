using System.Net;
using GlobalTables.Operator.Kubernetes;

namespace GlobalTables.Operator.Regions;

/// <summary>
/// Tells what somebody must put right, for the server says no to the request itself, from what passes by itself.
/// </summary>
static class ApiRefusal
{
    public static bool Is(ApiException failure) => failure.Status is
        HttpStatusCode.BadRequest
        or HttpStatusCode.Forbidden
        or HttpStatusCode.NotFound
        or HttpStatusCode.UnprocessableEntity;
}
