namespace GlobalTables.Operator.Regions;

/// <summary>The types of a Region's conditions.</summary>
static class RegionConditionTypes
{
    public const string Ready = "Ready";
    public const string Progressing = "Progressing";
    public const string Degraded = "Degraded";
}

/// <summary>The reasons in a Region's conditions and events: programs may depend on them.</summary>
static class RegionReasons
{
    public const string NodeReady = "NodeReady";
    public const string NodeNotReady = "NodeNotReady";
    public const string ScaledToZero = "ScaledToZero";
    public const string NamespaceMissing = "NamespaceMissing";
    public const string NamespaceTaken = "NamespaceTaken";
    public const string InvalidSpec = "InvalidSpec";
    public const string IsBeingUsed = "IsBeingUsed";

    public const string RollingUpdate = "RollingUpdate";
    public const string WaitingForRollout = "WaitingForRollout";
    public const string VolumeResizing = "VolumeResizing";
    public const string Settled = "Settled";

    public const string NodeCrashing = "NodeCrashing";
    public const string VolumeCannotGrow = "VolumeCannotGrow";
    public const string ReconcileError = "ReconcileError";
    public const string AsExpected = "AsExpected";

    public const string NodeCreated = "NodeCreated";
    public const string StatefulSetRecreated = "StatefulSetRecreated";
    public const string Released = "Released";
}
