using System.Reflection;
using Xunit;

namespace GlobalTables.RegionNode.Simulation.Tests;

/// <summary>The directed schedules, one by one: what sabotage runs besides seeds.</summary>
static class DirectedSchedule
{
    public static IReadOnlyList<MethodInfo> All { get; } =
    [
        .. new[] { typeof(DirectedSchedules) }
            .SelectMany(type => type.GetMethods())
            .Where(method => method.GetCustomAttribute<FactAttribute>() is not null)
            .OrderBy(method => method.Name, StringComparer.Ordinal),
    ];

    /// <summary>Whether the schedule ends other than it should.</summary>
    public static bool IsBroken(MethodInfo schedule)
    {
        try
        {
            _ = schedule.Invoke(Activator.CreateInstance(schedule.DeclaringType!), null);
            return false;
        }
        catch (TargetInvocationException)
        {
            return true;
        }
    }
}
