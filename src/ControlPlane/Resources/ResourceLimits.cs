using System.Text.RegularExpressions;

namespace GlobalTables.ControlPlane.Resources;

/// <summary>The bounds and patterns of the resource definition.</summary>
public static partial class ResourceLimits
{
    public const int ReplicasMax = 16;
    public const int AttributeDefinitionsMax = 50;
    public const int AttributeNameMax = 255;
    public const int IndexNameMin = 3;
    public const int IndexNameMax = 255;
    public const int LocalIndexesMax = 5;
    public const int GlobalIndexesMax = 20;
    public const int IndexKeysMax = 8;
    public const int IndexKeysOfOneRoleMax = 4;
    public const int NonKeyAttributesMax = 20;
    public const int RegionNameMax = 40;
    public const int ObjectNameMax = 63;
    public const int TableNameMin = 3;
    public const int TableNameMax = 255;
    public const int ReplicationLagThresholdSecondsMax = 86400;

    public static bool IsTableName(string name) =>
        name.Length is >= TableNameMin and <= TableNameMax && TableName().IsMatch(name);

    public static bool IsRegionName(string name) =>
        name.Length is >= 1 and <= RegionNameMax && RegionName().IsMatch(name);

    public static bool IsObjectName(string name) =>
        name.Length is >= 1 and <= ObjectNameMax && ObjectName().IsMatch(name);

    [GeneratedRegex(@"\A[a-zA-Z0-9_.-]+\z", RegexOptions.CultureInvariant)]
    private static partial Regex TableName();

    [GeneratedRegex(@"\A[a-z]([-a-z0-9]*[a-z0-9])?\z", RegexOptions.CultureInvariant)]
    private static partial Regex RegionName();

    /// <summary>What Kubernetes calls a DNS subdomain.</summary>
    [GeneratedRegex(
        @"\A[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*\z", RegexOptions.CultureInvariant)]
    private static partial Regex ObjectName();
}
