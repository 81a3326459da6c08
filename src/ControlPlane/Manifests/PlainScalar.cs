using System.Collections.Frozen;
using System.Text.RegularExpressions;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace GlobalTables.ControlPlane.Manifests;

/// <summary>
/// What kubectl reads where a text is written without quotes: YAML 1.1, in which <c>N</c> is a boolean. A manifest
/// must mean the same on one machine as on a cluster, so the same rules hold here.
/// </summary>
static partial class PlainScalar
{
    static readonly FrozenDictionary<string, bool> Booleans = new Dictionary<string, bool>
    {
        ["y"] = true, ["Y"] = true, ["yes"] = true, ["Yes"] = true, ["YES"] = true,
        ["true"] = true, ["True"] = true, ["TRUE"] = true, ["on"] = true, ["On"] = true, ["ON"] = true,
        ["n"] = false, ["N"] = false, ["no"] = false, ["No"] = false, ["NO"] = false,
        ["false"] = false, ["False"] = false, ["FALSE"] = false, ["off"] = false, ["Off"] = false, ["OFF"] = false,
    }.ToFrozenDictionary();

    static readonly FrozenSet<string> Nulls = FrozenSet.Create("", "~", "null", "Null", "NULL");

    public static bool IsNull(YamlNode node) =>
        node is YamlScalarNode scalar && IsPlain(scalar) && Nulls.Contains(scalar.Value ?? "");

    public static bool? Boolean(YamlScalarNode scalar) =>
        IsPlain(scalar) && Booleans.TryGetValue(scalar.Value ?? "", out var value) ? value : null;

    public static bool IsNumber(YamlScalarNode scalar) => IsPlain(scalar) && Number().IsMatch(scalar.Value ?? "");

    static bool IsPlain(YamlScalarNode scalar) => scalar.Style == ScalarStyle.Plain && scalar.Tag.IsEmpty;

    [GeneratedRegex(
        @"\A[-+]?(0b[01_]+|0o?[0-7_]+|0x[0-9a-fA-F_]+|[0-9][0-9_]*"
        + @"|([0-9][0-9_]*\.?[0-9_]*|\.[0-9_]+)([eE][-+]?[0-9]+)?|\.(inf|Inf|INF))\z|\A\.(nan|NaN|NAN)\z",
        RegexOptions.CultureInvariant)]
    private static partial Regex Number();
}
