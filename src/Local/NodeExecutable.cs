using System.Diagnostics;
using System.Reflection;
using System.Runtime.InteropServices;

namespace GlobalTables.Local;

/// <summary>Where the node's program is, and how it is started.</summary>
sealed class NodeExecutable
{
    const string Name = "GlobalTables.RegionNode";
    readonly string path;

    NodeExecutable(string path) => this.path = path;

    /// <summary>The neighbour in the build's output comes first: it is right even if the tree was moved.</summary>
    public static NodeExecutable Find()
    {
        var here = new DirectoryInfo(AppContext.BaseDirectory);
        string?[] candidates =
        [
            Path.Combine(here.FullName, $"{Name}.dll"),
            Path.Combine(here.FullName, "..", "..", "RegionNode", here.Name, $"{Name}.dll"),
            typeof(NodeExecutable).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
                .FirstOrDefault(attribute => attribute.Key == "RegionNodePath")?.Value,
        ];
        return candidates.FirstOrDefault(File.Exists) is { } found
            ? new NodeExecutable(Path.GetFullPath(found))
            : throw new StartException($"{Name}.dll is not there; build the whole solution with `dotnet build`.");
    }

    public ProcessStartInfo Start(IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(Host(), [path, .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        return start;
    }

    /// <summary>The dotnet that runs this program: the one on the path may be another, or none.</summary>
    static string Host()
    {
        var name = OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet";
        var host = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", name));
        return File.Exists(host) ? host : name;
    }
}
