using System.Collections.Concurrent;
using GlobalTables.Operator.Kubernetes;
using k8s;
using k8s.Models;

namespace GlobalTables.Operator.Tests.Kubernetes;

/// <summary>A kind that no cluster knows.</summary>
[KubernetesEntity(Group = "test.dev", ApiVersion = "v1", Kind = "Widget", PluralName = "widgets")]
public sealed record Widget : IKubernetesObject<V1ObjectMeta>
{
    public string ApiVersion { get; set; } = "test.dev/v1";

    public string Kind { get; set; } = "Widget";

    public V1ObjectMeta Metadata { get; set; } = new();

    public WidgetSpec Spec { get; set; } = new();

    public WidgetStatus? Status { get; set; }
}

public sealed record WidgetSpec
{
    public int Size { get; init; } = 1;

    public string? Shelf { get; init; }
}

public sealed record WidgetStatus
{
    public int? Size { get; init; }

    public string? Note { get; init; }
}

/// <summary>A kind that belongs to the whole cluster.</summary>
[KubernetesEntity(Group = "test.dev", ApiVersion = "v1", Kind = "Shelf", PluralName = "shelves")]
public sealed class Shelf : IKubernetesObject<V1ObjectMeta>
{
    public string ApiVersion { get; set; } = "test.dev/v1";

    public string Kind { get; set; } = "Shelf";

    public V1ObjectMeta Metadata { get; set; } = new();
}

/// <summary>A controller, and a finalizer, that does what a test says and takes down how it was called.</summary>
sealed class WidgetController : IEntityController<Widget>, IEntityFinalizer<Widget>
{
    public ConcurrentQueue<string> Calls { get; } = new();

    public Func<Widget, CancellationToken, Task<ReconciliationResult<Widget>>>? OnReconcile { get; set; }

    public Func<Widget, CancellationToken, Task<ReconciliationResult<Widget>>>? OnFinalize { get; set; }

    public int Count(string call) => Calls.Count(one => one == call);

    public Task<ReconciliationResult<Widget>> ReconcileAsync(Widget entity, CancellationToken cancel)
    {
        Calls.Enqueue($"reconcile {entity.Metadata.Name}");
        return OnReconcile?.Invoke(entity, cancel) ?? Task.FromResult(ReconciliationResult<Widget>.Success(entity));
    }

    public Task<ReconciliationResult<Widget>> DeletedAsync(Widget entity, CancellationToken cancel)
    {
        Calls.Enqueue($"deleted {entity.Metadata.Name}");
        return Task.FromResult(ReconciliationResult<Widget>.Success(entity));
    }

    public Task<ReconciliationResult<Widget>> FinalizeAsync(Widget entity, CancellationToken cancel)
    {
        Calls.Enqueue($"finalize {entity.Metadata.Name}");
        return OnFinalize?.Invoke(entity, cancel) ?? Task.FromResult(ReconciliationResult<Widget>.Success(entity));
    }
}

/// <summary>Objects as tests need them.</summary>
static class Widgets
{
    public const string Finalizer = "test.dev/finalizer";

    public static Widget New(string name, int size = 1, string? shelf = null) => new()
    {
        Metadata = new() { Name = name, NamespaceProperty = "default" },
        Spec = new() { Size = size, Shelf = shelf },
    };

    public static V1StatefulSet SetOf(Widget widget) => new()
    {
        Metadata = new()
        {
            Name = widget.Metadata.Name,
            NamespaceProperty = "default",
            Labels = new Dictionary<string, string> { ["app"] = "widget" },
            OwnerReferences = [ApiResource.ReferenceTo(widget)],
        },
        Spec = new()
        {
            ServiceName = "widgets",
            Replicas = widget.Spec.Size,
            Selector = new() { MatchLabels = new Dictionary<string, string> { ["app"] = "widget" } },
            Template = new()
            {
                Metadata = new() { Labels = new Dictionary<string, string> { ["app"] = "widget" } },
                Spec = new() { Containers = [new() { Name = "main", Image = "widget:1" }] },
            },
        },
    };
}
