using GlobalTables.ControlPlane.Resources;

namespace GlobalTables.Local;

/// <summary>
/// Brings what the manifests say and what was changed through the API together, without writing the user's files.
/// Whoever changed a field since the manifests were applied last decides it, the manifests if both did; each region
/// of a table counts as a field. A table missing from the manifests stays: omission is never removal.
/// </summary>
static class ManifestMerge
{
    /// <param name="lastApplied">The tables as the manifests had them last.</param>
    /// <param name="manifests">The tables as the manifests have them now.</param>
    /// <param name="current">The tables as they are to be so far.</param>
    public static IReadOnlyList<GlobalTable> Merge(
        IReadOnlyList<GlobalTable> lastApplied,
        IReadOnlyList<GlobalTable> manifests,
        IReadOnlyList<GlobalTable> current)
    {
        var merged = manifests.Select(table => Table(Find(lastApplied, table), table, Find(current, table)));
        return [.. merged, .. Omitted(current, manifests)];
    }

    /// <summary>What to compare with the next time; an omitted table may come back.</summary>
    public static IReadOnlyList<GlobalTable> Applied(
        IReadOnlyList<GlobalTable> lastApplied, IReadOnlyList<GlobalTable> manifests) =>
        [.. manifests, .. Omitted(lastApplied, manifests)];

    public static IEnumerable<GlobalTable> Omitted(
        IReadOnlyList<GlobalTable> tables, IReadOnlyList<GlobalTable> manifests) =>
        tables.Where(table => Find(manifests, table) is null);

    static GlobalTable Table(GlobalTable? before, GlobalTable manifest, GlobalTable? current)
    {
        if (current is null)
        {
            return manifest;
        }

        var (old, file, now) = (before?.Spec, manifest.Spec, current.Spec);
        var indexes = before is null || !IndexLists.Same(old!.GlobalSecondaryIndexes, file.GlobalSecondaryIndexes)
            ? file
            : now;
        var billing = IsChanged(old, file, spec => (spec.BillingMode, spec.ProvisionedThroughput)) ? file : now;
        return manifest with
        {
            Spec = file with
            {
                BillingMode = billing.BillingMode,
                ProvisionedThroughput = billing.ProvisionedThroughput,
                DeletionProtectionEnabled = IsChanged(old, file, spec => spec.DeletionProtectionEnabled)
                    ? file.DeletionProtectionEnabled
                    : now.DeletionProtectionEnabled,
                TimeToLive = IsChanged(old, file, spec => spec.TimeToLive) ? file.TimeToLive : now.TimeToLive,
                StreamSpecification = IsChanged(old, file, spec => spec.StreamSpecification)
                    ? file.StreamSpecification
                    : now.StreamSpecification,
                AttributeDefinitions = indexes.AttributeDefinitions,
                GlobalSecondaryIndexes = indexes.GlobalSecondaryIndexes,
                Replicas = Replicas(old?.Replicas ?? [], file.Replicas, now.Replicas),
            },
        };
    }

    /// <summary>Only the manifest says what a replica is like; the API adds and removes whole ones.</summary>
    static List<Replica> Replicas(
        IReadOnlyList<Replica> before, IReadOnlyList<Replica> manifest, IReadOnlyList<Replica> current)
    {
        return [.. manifest.UnionBy(current, replica => replica.Region).Where(replica => Stays(replica.Region))];

        bool Stays(string region)
        {
            var isInManifest = Has(manifest, region);
            return isInManifest == Has(before, region) ? Has(current, region) : isInManifest;
        }

        static bool Has(IReadOnlyList<Replica> replicas, string region) =>
            replicas.Any(replica => replica.Region == region);
    }

    static bool IsChanged<T>(GlobalTableSpec? before, GlobalTableSpec manifest, Func<GlobalTableSpec, T> field) =>
        before is null || !EqualityComparer<T>.Default.Equals(field(before), field(manifest));

    /// <summary>
    /// On one machine a table's name is its identity: an object made for an API request is found by it.
    /// </summary>
    static GlobalTable? Find(IReadOnlyList<GlobalTable> tables, GlobalTable table) =>
        tables.FirstOrDefault(other => other.TableName() == table.TableName());
}
