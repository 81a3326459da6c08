using System.Globalization;
using YamlDotNet.RepresentationModel;

namespace GlobalTables.ControlPlane.Manifests;

/// <summary>
/// The fields of one mapping. Each is read once, by name and kind; what nobody has read is unknown. A field that
/// cannot be read leaves a problem and gives null.
/// </summary>
sealed class ManifestFields
{
    readonly YamlMappingNode mapping;
    readonly string path;
    readonly ProblemList problems;
    readonly List<string> read = [];

    public ManifestFields(YamlMappingNode mapping, string path, ProblemList problems)
    {
        this.mapping = mapping;
        this.path = path;
        this.problems = problems;
    }

    public YamlNode Here => mapping;

    public string PathOf(string name) => path.Length == 0 ? name : $"{path}.{name}";

    public bool Has(string name) => Find(name) is not null;

    /// <summary>Where the field stands; the mapping itself when it is absent.</summary>
    public YamlNode Place(string name) => Find(name) ?? mapping;

    public string? Text(string name)
    {
        if (Find(name) is not { } node)
        {
            return null;
        }

        if (node is not YamlScalarNode scalar)
        {
            problems.Add(node, $"{PathOf(name)} must be a text, not {KindOf(node)}");
            return null;
        }

        var value = scalar.Value ?? "";
        if (PlainScalar.Boolean(scalar) is not null)
        {
            problems.Add(node,
                $"{PathOf(name)}: {value} without quotes is a boolean in YAML 1.1, which kubectl reads; "
                + $"write \"{value}\" in quotes");
            return null;
        }

        if (PlainScalar.IsNumber(scalar))
        {
            problems.Add(node, $"{PathOf(name)}: {value} without quotes is a number; write \"{value}\" in quotes");
            return null;
        }

        return value;
    }

    public string? RequiredText(string name)
    {
        if (!Has(name))
        {
            problems.Add(mapping, $"{PathOf(name)} is missing");
        }

        return Text(name);
    }

    /// <summary>One of the words given; null when it is absent or another.</summary>
    public string? Word(string name, params ReadOnlySpan<string> words)
    {
        var text = Text(name);
        if (text is null || words.Contains(text))
        {
            return text;
        }

        problems.Add(Place(name), $"{PathOf(name)} is \"{text}\"; it must be one of {string.Join(", ", words)}");
        return null;
    }

    public string? RequiredWord(string name, params ReadOnlySpan<string> words)
    {
        if (!Has(name))
        {
            problems.Add(mapping, $"{PathOf(name)} is missing; it must be one of {string.Join(", ", words)}");
        }

        return Word(name, words);
    }

    public bool? RequiredBoolean(string name)
    {
        if (!Has(name))
        {
            problems.Add(mapping, $"{PathOf(name)} is missing");
        }

        return Boolean(name);
    }

    public bool? Boolean(string name)
    {
        if (Find(name) is not { } node)
        {
            return null;
        }

        var value = node is YamlScalarNode scalar ? PlainScalar.Boolean(scalar) : null;
        if (value is null)
        {
            problems.Add(node, $"{PathOf(name)} must be true or false, without quotes");
        }

        return value;
    }

    /// <summary>A whole number from 1 on.</summary>
    public long? RequiredCount(string name)
    {
        if (!Has(name))
        {
            problems.Add(mapping, $"{PathOf(name)} is missing");
        }

        return Count(name);
    }

    public long? Count(string name)
    {
        if (Find(name) is not { } node)
        {
            return null;
        }

        if (node is YamlScalarNode scalar
            && PlainScalar.IsNumber(scalar)
            && long.TryParse(scalar.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var value)
            && value >= 1)
        {
            return value;
        }

        problems.Add(node, $"{PathOf(name)} must be a whole number of at least 1, without quotes");
        return null;
    }

    public ManifestFields? Mapping(string name)
    {
        if (Find(name) is not { } node)
        {
            return null;
        }

        if (node is YamlMappingNode inner)
        {
            return new ManifestFields(inner, PathOf(name), problems);
        }

        problems.Add(node, $"{PathOf(name)} must hold fields, not {KindOf(node)}");
        return null;
    }

    public ManifestFields? RequiredMapping(string name)
    {
        if (!Has(name))
        {
            problems.Add(mapping, $"{PathOf(name)} is missing");
        }

        return Mapping(name);
    }

    /// <summary>The elements of a list of mappings; empty, with a problem, when the list is none.</summary>
    public IReadOnlyList<ManifestFields> Elements(string name)
    {
        if (Find(name) is not { } node)
        {
            return [];
        }

        if (node is not YamlSequenceNode sequence)
        {
            problems.Add(node,
                $"{PathOf(name)} must be a list, each element beginning with a hyphen, not {KindOf(node)}");
            return [];
        }

        var elements = new List<ManifestFields>();
        foreach (var (index, element) in sequence.Children.Index())
        {
            var elementPath = $"{PathOf(name)}[{index}]";
            if (element is YamlMappingNode inner)
            {
                elements.Add(new ManifestFields(inner, elementPath, problems));
            }
            else
            {
                problems.Add(element, $"{elementPath} must hold fields, not {KindOf(element)}");
            }
        }

        return elements;
    }

    /// <summary>The elements of a list of texts; empty, with a problem, when the list is none.</summary>
    public IReadOnlyList<string> Texts(string name)
    {
        if (Find(name) is not YamlSequenceNode sequence)
        {
            problems.Add(Place(name), $"{PathOf(name)} must be a list of texts, each element beginning with a hyphen");
            return [];
        }

        var texts = new List<string>();
        foreach (var (index, element) in sequence.Children.Index())
        {
            if (element is YamlScalarNode scalar
                && (scalar.Style != YamlDotNet.Core.ScalarStyle.Plain
                    || (PlainScalar.Boolean(scalar) is null && !PlainScalar.IsNumber(scalar))))
            {
                texts.Add(scalar.Value ?? "");
            }
            else
            {
                problems.Add(element, $"{PathOf(name)}[{index}] must be a text; write it in quotes");
            }
        }

        return texts;
    }

    /// <summary>
    /// Fields that Kubernetes fills in or that are the reader's own: accepted, and without a meaning here.
    /// </summary>
    public void Ignore(params ReadOnlySpan<string> names) => read.AddRange(names);

    /// <summary>
    /// Refuses what was not read: by name where DynamoDB or the resource definition knows the field.
    /// </summary>
    public void RefuseOthers(params ReadOnlySpan<string> notSupportedYet)
    {
        foreach (var key in mapping.Children.Keys)
        {
            var name = (key as YamlScalarNode)?.Value ?? key.ToString();
            if (read.Contains(name))
            {
                continue;
            }

            if (notSupportedYet.Contains(name))
            {
                problems.Add(key, $"{PathOf(name)} is not supported yet; remove it");
                continue;
            }

            var meant = read.Find(known => string.Equals(known, name, StringComparison.OrdinalIgnoreCase));
            problems.Add(key, meant is null
                ? $"unknown field {PathOf(name)}; here are known: {string.Join(", ", read)}"
                : $"unknown field {PathOf(name)}; it is written {meant}");
        }
    }

    /// <summary>A field without a value is an absent one, as for kubectl.</summary>
    YamlNode? Find(string name)
    {
        if (!read.Contains(name))
        {
            read.Add(name);
        }

        return mapping.Children.TryGetValue(new YamlScalarNode(name), out var node) && !PlainScalar.IsNull(node)
            ? node
            : null;
    }

    static string KindOf(YamlNode node) => node switch
    {
        YamlMappingNode => "fields",
        YamlSequenceNode => "a list",
        _ => $"\"{(node as YamlScalarNode)?.Value}\"",
    };
}
