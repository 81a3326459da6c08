using System.Text.RegularExpressions;
using GlobalTables.RegionNode.Http;

namespace GlobalTables.RegionNode.Tests;

/// <summary>What the style asks for and the compiler does not check.</summary>
public sealed partial class TidyTests
{
    const int FileLinesMax = 400;
    const int LineCharsMax = 120;

    static readonly string[] Sources = [.. SourceTree.CSharp("src"), .. SourceTree.CSharp("tests")];

    [Fact]
    public void No_file_hides_its_parts_in_regions() => SourceTree.AssertNone(Lines("src", "tests")
        .Where(line => line.Text.TrimStart().StartsWith("#region", StringComparison.Ordinal)));

    [Fact]
    public void What_is_left_to_do_has_an_issue() => SourceTree.AssertNone(Lines("src", "tests")
        .Where(line => LeftToDo().IsMatch(line.Text) && !line.Text.Contains('#', StringComparison.Ordinal)));

    [Fact]
    public void No_source_file_is_a_giant() => SourceTree.AssertNone(SourceTree.CSharp("src")
        .Select(file => (File: file, Lines: SourceTree.Read(file).Split('\n').Length - 1))
        .Where(file => file.Lines > FileLinesMax));

    [Fact]
    public void Lines_can_be_read_without_scrolling() => SourceTree.AssertNone(Lines("src")
        .Where(line => line.Text.Length > LineCharsMax)
        .Select(line => $"{line.File}:{line.Number} has {line.Text.Length} characters"));

    [Fact]
    public void Every_file_of_an_operation_is_registered_and_every_operation_has_its_file() => Assert.Equal(
        SourceTree.CSharp("src/RegionNode/Http/Operations")
            .Select(file => Path.GetFileNameWithoutExtension(file))
            .Order(StringComparer.Ordinal),
        DynamoEndpoint.OperationNames.Order(StringComparer.Ordinal));

    [Fact]
    public void Files_that_the_table_of_concepts_names_exist()
    {
        var path = Path.Combine(SourceTree.Root, "docs", "architecture.md");
        Assert.SkipUnless(File.Exists(path), "docs/architecture.md is not there yet");
        var named = File.ReadLines(path)
            .Where(line => line.StartsWith('|'))
            .SelectMany(line => InBackticks().Matches(line))
            .Select(match => match.Groups[1].Value)
            .ToList();
        Assert.True(named.Count > 10, "the table of concepts names hardly any file");
        SourceTree.AssertNone(named.Where(name => !File.Exists(Path.Combine(SourceTree.Root, name))));
    }

    static IEnumerable<(string File, int Number, string Text)> Lines(params string[] folders) => Sources
        .Where(file => folders.Contains(file.Split('/')[0]))
        .SelectMany(file => SourceTree.Read(file).Split('\n').Index().Select(line => (file, line.Index + 1, line.Item)));

    // Written so that it does not find itself.
    [GeneratedRegex(@"//.*\b(TO[D]O|FIX[M]E|HA[C]K)\b")]
    private static partial Regex LeftToDo();

    [GeneratedRegex(@"`((?:src|tests|docs|config|charts)/[\w./-]+\.\w+)`")]
    private static partial Regex InBackticks();
}
