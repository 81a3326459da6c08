using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using k8s.Models;

namespace GlobalTables.Operator.Kubernetes;

/// <summary>
/// A Lease of <c>coordination.k8s.io</c>. Its times are written with six digits, always: the server reads no others,
/// and the library leaves out zeros.
/// </summary>
sealed class ApiLeaseStore(ApiClient api, string @namespace, string name) : ILeaseStore
{
    const string MicroTime = "yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'";
    static readonly ApiResource Resource = ApiResource.Of<V1Lease>();

    /// <summary>As read last: labels and the like that others gave the lease are written back.</summary>
    JsonObject? known;

    public async Task<LeaseState?> ReadAsync(CancellationToken cancel)
    {
        try
        {
            return Remember(await api.SendAsync(HttpMethod.Get, Resource.Path(@namespace, name), null, "", cancel));
        }
        catch (ApiException missing) when (missing.IsNotFound)
        {
            return null;
        }
    }

    public async Task<LeaseState> WriteAsync(LeaseState lease, CancellationToken cancel)
    {
        var (method, path, metadata) = lease.Version is null
            ? (HttpMethod.Post, Resource.Path(@namespace), new JsonObject())
            : (HttpMethod.Put, Resource.Path(@namespace, name), known?["metadata"]?.DeepClone().AsObject() ?? []);
        metadata["name"] = name;
        metadata["namespace"] = @namespace;
        metadata["resourceVersion"] = lease.Version;
        metadata.Remove("managedFields");
        var document = new JsonObject
        {
            ["apiVersion"] = Resource.ApiVersion,
            ["kind"] = Resource.Kind,
            ["metadata"] = metadata,
            ["spec"] = new JsonObject
            {
                ["holderIdentity"] = lease.Holder,
                ["leaseDurationSeconds"] = (int)lease.Duration.TotalSeconds,
                ["acquireTime"] = Write(lease.AcquireTime),
                ["renewTime"] = Write(lease.RenewTime),
                ["leaseTransitions"] = lease.Transitions,
            },
        };
        try
        {
            return Remember(await api.SendAsync(method, path, document.ToJsonString(), "application/json", cancel));
        }
        catch (ApiException other) when (other.IsAlreadyExists || other.IsNotFound)
        {
            throw new ConflictException(other.Reason, other.Message);
        }
    }

    LeaseState Remember(JsonElement json)
    {
        known = JsonObject.Create(json.Clone());
        var spec = json.TryGetProperty("spec", out var found) ? found : default;
        return new(
            EntityJson.Text(spec, "holderIdentity") ?? "",
            TimeSpan.FromSeconds(Number(spec, "leaseDurationSeconds")),
            Time(spec, "acquireTime"),
            Time(spec, "renewTime"),
            Number(spec, "leaseTransitions"),
            EntityJson.Text(json.GetProperty("metadata"), "resourceVersion"));
    }

    static string Write(DateTimeOffset time) => time.UtcDateTime.ToString(MicroTime, CultureInfo.InvariantCulture);

    static DateTimeOffset Time(JsonElement spec, string property) => DateTimeOffset.TryParse(
        EntityJson.Text(spec, property), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
        ? time
        : DateTimeOffset.UnixEpoch;

    static int Number(JsonElement spec, string property) =>
        spec.ValueKind == JsonValueKind.Object && spec.TryGetProperty(property, out var value)
        && value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number)
            ? number
            : 0;
}
