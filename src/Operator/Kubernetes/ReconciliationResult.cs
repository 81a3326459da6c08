using System.Diagnostics.CodeAnalysis;
using k8s;
using k8s.Models;

namespace GlobalTables.Operator.Kubernetes;

/// <summary>How looking at an object went, and when to look again.</summary>
[SuppressMessage("Design", "CA1000", Justification = "As KubeOps writes it; it reads well.")]
public sealed record ReconciliationResult<TEntity>
    where TEntity : class, IKubernetesObject<V1ObjectMeta>
{
    ReconciliationResult(TEntity entity) => Entity = entity;

    public TEntity Entity { get; }

    public bool IsSuccess => ErrorMessage is null;

    public string? ErrorMessage { get; private init; }

    public Exception? Error { get; private init; }

    /// <summary>Null: on success when something changes, on failure after the key's back-off.</summary>
    public TimeSpan? RequeueAfter { get; private init; }

    /// <param name="requeueAfter">Look again then, even when nothing changes; an earlier deadline stays.</param>
    public static ReconciliationResult<TEntity> Success(TEntity entity, TimeSpan? requeueAfter = null) =>
        new(entity) { RequeueAfter = requeueAfter };

    /// <param name="message">What went wrong, for the log.</param>
    /// <param name="requeueAfter">In place of the back-off.</param>
    public static ReconciliationResult<TEntity> Failure(
        TEntity entity,
        string message,
        Exception? exception = null,
        TimeSpan? requeueAfter = null) =>
        new(entity) { ErrorMessage = message, Error = exception, RequeueAfter = requeueAfter };
}
