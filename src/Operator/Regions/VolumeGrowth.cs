using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using GlobalTables.Operator.Kubernetes;
using GlobalTables.Operator.Resources;
using k8s.Models;

namespace GlobalTables.Operator.Regions;

/// <summary>
/// Makes the volumes of a region as large as the Region says. A StatefulSet does not do so by itself, and a storage
/// class may not allow it.
/// </summary>
sealed class VolumeGrowth(ApplyClient client, EventRecorder events, TimeProvider time)
{
    static readonly TimeSpan RefusedFor = TimeSpan.FromMinutes(5);

    /// <summary>By claim: what was refused, and when. Asked again later, for the class may have changed.</summary>
    readonly ConcurrentDictionary<string, (decimal Size, string Message, long At)> refused = new();

    /// <param name="claims">The region's, as the cache knows them.</param>
    /// <returns>Why the volume stays as it is; null when it has the size, or is getting it.</returns>
    public async Task<string?> GrowAsync(
        V1Alpha1Region region, IReadOnlyList<V1PersistentVolumeClaim> claims, CancellationToken cancel)
    {
        var wanted = VolumeSize.Of(region);
        string? refusal = null;
        foreach (var claim in VolumeSize.TooSmall(claims, wanted))
        {
            var key = claim.Metadata.Uid ?? "";
            if (refused.TryGetValue(key, out var last)
                && last.Size == wanted.ToDecimal() && time.GetElapsedTime(last.At) < RefusedFor)
            {
                refusal = last.Message;
                continue;
            }

            refused.TryRemove(key, out _);
            refusal = await GrowAsync(region, claim, wanted, cancel) ?? refusal;
            if (refusal is not null)
            {
                refused[key] = (wanted.ToDecimal(), refusal, time.GetTimestamp());
            }
        }

        return refusal;
    }

    async Task<string?> GrowAsync(
        V1Alpha1Region region, V1PersistentVolumeClaim claim, ResourceQuantity wanted, CancellationToken cancel)
    {
        var change = $"{claim.Metadata.Name} from {VolumeSize.Requested(claim)} to {wanted}";
        try
        {
            await client.PatchAsync(
                claim,
                new JsonObject
                {
                    ["spec"] = new JsonObject
                    {
                        ["resources"] = new JsonObject
                        {
                            ["requests"] = new JsonObject { [VolumeSize.Resource] = wanted.ToString() },
                        },
                    },
                },
                cancel);
        }
        catch (ApiException failure) when (failure is not ConflictException && ApiRefusal.Is(failure))
        {
            return $"The volume {change} does not grow: {failure.Message}";
        }

        events.Publish(region, EventType.Normal, RegionReasons.VolumeResizing, $"Asked to grow the volume {change}");
        return null;
    }
}
