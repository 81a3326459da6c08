using k8s;
using k8s.Models;

namespace GlobalTables.Operator.Kubernetes;

/// <summary>An informer of whatever kind.</summary>
interface IInformer
{
    string Name { get; }

    bool IsSynced { get; }

    Task WaitForSyncAsync(CancellationToken cancel);

    /// <summary>Runs until cancelled.</summary>
    Task RunAsync(CancellationToken cancel);
}

/// <summary>The cache of a kind and what keeps it: one list and watch for each namespace, or one for all.</summary>
sealed class Informer<TEntity> : IInformer
    where TEntity : class, IKubernetesObject<V1ObjectMeta>
{
    readonly List<ListWatch<TEntity>> watches = [];
    int unlisted;

    public Informer(
        InformerOptions<TEntity> options,
        ApiClient api,
        TimeProvider time,
        Chance chance,
        Health health,
        ILogger logger)
    {
        Store = new(options.Indexes, logger);
        string?[] namespaces = options.Namespaces is null ? [null] : [.. options.Namespaces.Distinct()];
        unlisted = namespaces.Length;
        foreach (var @namespace in namespaces)
        {
            var listed = 0;
            watches.Add(new(api, new(@namespace, options.LabelSelector), Store, time, chance, logger)
            {
                Listed = () =>
                {
                    if (Interlocked.Exchange(ref listed, 1) == 0 && Interlocked.Decrement(ref unlisted) == 0)
                    {
                        Store.MarkSynced();
                    }
                },
                Pulse = health.Loop($"informer {Name} {@namespace}".TrimEnd(), ListWatch<TEntity>.SilenceMax),
            });
        }

        if (watches.Count == 0)
        {
            Store.MarkSynced();
        }
    }

    public string Name { get; } = ApiResource.Of<TEntity>().Plural;

    public Store<TEntity> Store { get; }

    public bool IsSynced => Store.IsSynced;

    public Task WaitForSyncAsync(CancellationToken cancel) => Store.WaitForSyncAsync(cancel);

    public Task RunAsync(CancellationToken cancel) => Task.WhenAll(watches.Select(watch => watch.RunAsync(cancel)));
}
