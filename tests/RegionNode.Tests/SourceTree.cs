using System.Text.RegularExpressions;

namespace GlobalTables.RegionNode.Tests;

/// <summary>The repository's files, for the tests that hold them to the rules.</summary>
static partial class SourceTree
{
    public static string Root { get; } = FindRoot();

    /// <summary>Paths from the root, with slashes.</summary>
    public static IEnumerable<string> CSharp(string folder) => Directory
        .EnumerateFiles(Path.Combine(Root, folder), "*.cs", SearchOption.AllDirectories)
        .Select(file => Path.GetRelativePath(Root, file).Replace('\\', '/'))
        .Where(file => !file.Contains("/obj/", StringComparison.Ordinal))
        .Order(StringComparer.Ordinal);

    public static string Read(string path) => File.ReadAllText(Path.Combine(Root, path));

    /// <summary>The source without comments, so that a text may speak of what code must not use.</summary>
    public static string Code(string path) => Comment().Replace(Read(path), "");

    /// <summary>Fails with all of what was found, a line each.</summary>
    public static void AssertNone<T>(IEnumerable<T> found) => Assert.True(
        !found.Any(), string.Join(Environment.NewLine, found.Select(one => $"{one}")));

    static string FindRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "GlobalTables.sln")))
        {
            folder = Path.GetDirectoryName(folder.TrimEnd(Path.DirectorySeparatorChar))
                ?? throw new InvalidOperationException("The tests run outside of the repository.");
        }

        return folder;
    }

    [GeneratedRegex(@"(?<=^|\s)//.*$", RegexOptions.Multiline)]
    private static partial Regex Comment();
}
