namespace GlobalTables.Operator.Resources;

/// <summary>What the objects of this product are called in Kubernetes.</summary>
static class ApiGroup
{
    public const string Name = "globaltables.dev";
    public const string Version = "v1alpha1";
    public const string Finalizer = Name + "/finalizer";

    /// <summary>Annotation: this region leaves without handing over what it wrote last, which may be lost.</summary>
    public const string ForceRemoveReplica = Name + "/force-remove-replica";

    /// <summary>
    /// Annotation <c>"true"</c>: take over a table of this name that another object, or none, declared.
    /// </summary>
    public const string Adopt = Name + "/adopt";
}
