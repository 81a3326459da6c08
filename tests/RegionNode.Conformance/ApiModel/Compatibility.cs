using System.Text.RegularExpressions;

namespace GlobalTables.RegionNode.Conformance.ApiModel;

/// <summary>What <c>docs/compatibility.md</c> says of each operation and each parameter.</summary>
sealed partial class Compatibility
{
    readonly Dictionary<string, Dictionary<string, string>> parameters = [];

    public static Compatibility Instance { get; } = Read();

    /// <summary>The operations that have a part of their own.</summary>
    public IEnumerable<string> Supported => parameters.Keys;

    /// <summary>The operations that are said to be refused by name.</summary>
    public List<string> Refused { get; } = [];

    /// <summary>Each parameter of the operation, with <c>yes</c>, <c>no</c> or <c>in part</c>.</summary>
    public IReadOnlyDictionary<string, string> ParametersOf(string operation) => parameters[operation];

    /// <summary>False for a parameter that is refused by name.</summary>
    public bool Takes(string operation, string parameter) =>
        parameters[operation].GetValueOrDefault(parameter) != "no";

    static Compatibility Read()
    {
        var read = new Compatibility();
        Dictionary<string, string>? present = null;
        var isRefused = false;
        foreach (var line in File.ReadLines(Path.Combine(AppContext.BaseDirectory, "compatibility.md")))
        {
            if (Heading().Match(line) is { Success: true } heading)
            {
                present = null;
                isRefused = heading.Groups["title"].Value == "Operations that are refused";
                if (heading.Groups["level"].Value == "###")
                {
                    read.parameters.Add(heading.Groups["title"].Value, present = []);
                }
            }
            else if (Row().Match(line) is { Success: true } row)
            {
                var name = row.Groups["name"].Value;
                if (isRefused)
                {
                    read.Refused.Add(name);
                }
                else
                {
                    present?.Add(name, row.Groups["state"].Value);
                }
            }
        }

        return read;
    }

    [GeneratedRegex(@"^(?<level>##+) (?<title>.+)$", RegexOptions.ExplicitCapture)]
    private static partial Regex Heading();

    [GeneratedRegex(@"^\| `(?<name>\w+)` \| (?<state>yes|no|in part)? *[|:,;]?", RegexOptions.ExplicitCapture)]
    private static partial Regex Row();
}
