using System.Runtime.CompilerServices;
using GlobalTables.Operator.Regions;
using GlobalTables.Operator.Resources;

namespace GlobalTables.Operator.Tests.Regions;

/// <summary>
/// What a region is made of, to be read and reviewed as YAML. A template hash that changes here restarts the nodes of
/// everybody who upgrades.
/// </summary>
public sealed class GoldenTests
{
    const string Rewrite = "GLOBALTABLES_GOLDEN";

    [Fact]
    public void Minimal_region() => Matches("minimal.yaml", TestRegions.Minimal(), TestRegions.Options);

    [Fact]
    public void Full_region() => Matches("full.yaml", TestRegions.Full(), TestRegions.FullOptions);

    static void Matches(string file, V1Alpha1Region region, RegionOptions options)
    {
        var path = Path.Combine(Folder(), file);
        var made = RegionObjects.Yaml(region, options);
        if (Environment.GetEnvironmentVariable(Rewrite) == "write")
        {
            File.WriteAllText(path, made);
        }

        var golden = File.Exists(path) ? File.ReadAllText(path).ReplaceLineEndings("\n") : "";
        Assert.True(
            made == golden,
            $"{file} is not what is made: {FirstDifference(golden, made)}. {Rewrite}=write rewrites it.");
    }

    static string FirstDifference(string golden, string made)
    {
        var expected = golden.Split('\n');
        var actual = made.Split('\n');
        var line = expected.Zip(actual).TakeWhile(pair => pair.First == pair.Second).Count();
        return $"line {line + 1} is '{actual.ElementAtOrDefault(line)}', not '{expected.ElementAtOrDefault(line)}'";
    }

    static string Folder([CallerFilePath] string path = "") => Path.Combine(Path.GetDirectoryName(path)!, "golden");
}
