using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using k8s;
using k8s.Models;

namespace GlobalTables.Operator.Kubernetes;

/// <summary>
/// What was applied last, by which an apply that would change nothing is spared. It would not, when the same was
/// applied before and the object still has it: is of the version that the server answered with, or is of the same
/// generation with our labels, annotations, owners and finalizers, or holds all that is wanted field by field.
/// </summary>
/// <param name="isStatus">The generation says nothing of a status.</param>
sealed class AppliedObject(string hash, bool isStatus)
{
    /// <summary>How long the cache may take to show what was applied.</summary>
    static readonly TimeSpan AwaitedMax = TimeSpan.FromSeconds(30);

    static readonly string[] OwnMetadata = ["labels", "annotations", "ownerReferences", "finalizers"];

    IKubernetesObject<V1ObjectMeta>? result;
    string? version;
    long answeredAt;
    volatile bool hasMoved;

    public static string HashOf(JsonObject body) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(body.ToJsonString())));

    public bool IsOf(string other) => hash == other;

    /// <summary>The cache has heard of the object since the apply was sent.</summary>
    public void Moved() => hasMoved = true;

    public void Answered(IKubernetesObject<V1ObjectMeta> answer, TimeProvider time)
    {
        version = answer.Metadata.ResourceVersion;
        answeredAt = time.GetTimestamp();
        result = answer;
    }

    /// <summary>The server's answer, while the cache has not heard of the object since.</summary>
    public IKubernetesObject<V1ObjectMeta>? Awaited(TimeProvider time) =>
        !hasMoved && result is not null && time.GetElapsedTime(answeredAt) < AwaitedMax ? result : null;

    /// <param name="json">The object as the cache, or the server, has it now.</param>
    public bool IsCurrent(JsonObject body, IKubernetesObject<V1ObjectMeta> observed, Func<JsonObject> json)
    {
        if (result is not { } answer || observed.Metadata.Uid != answer.Metadata.Uid)
        {
            return false;
        }

        if (observed.Metadata.ResourceVersion == version)
        {
            return true;
        }

        var current = json();
        if (!isStatus && observed.Metadata.Generation is { } generation && generation == answer.Metadata.Generation
            ? !OwnMetadata.All(field => JsonSubset.Holds(body["metadata"]?[field], current["metadata"]?[field]))
            : !JsonSubset.Holds(body, current))
        {
            return false;
        }

        version = observed.Metadata.ResourceVersion; // seen to be current: the next look is cheap
        return true;
    }
}
