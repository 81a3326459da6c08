using GlobalTables.RegionNode.Model;

namespace GlobalTables.RegionNode.Expressions;

/// <summary>A path into an item, its placeholders resolved. The first step is always a name.</summary>
sealed class DocumentPath
{
    readonly PathStep[] steps;

    DocumentPath(PathStep[] steps)
    {
        this.steps = steps;
    }

    /// <summary>The attribute of the item that the path begins with.</summary>
    public string Root => steps[0].Name!;

    public bool IsNested => steps.Length > 1;

    /// <summary>A step with a name goes into a map, one without goes into a list.</summary>
    public ReadOnlySpan<PathStep> Steps => steps;

    /// <summary>An attribute of the item, whatever characters its name has.</summary>
    public static DocumentPath Of(string attribute) => new([new PathStep(attribute, -1)]);

    public static DocumentPath From(PathSyntax syntax, Substitutions substitutions, string parameterName)
    {
        if (syntax.Steps.Length > Limits.PathDepthMax)
        {
            throw Faults.Invalid(parameterName, "The document path has too many nesting levels; "
                + $"nesting levels: {syntax.Steps.Length}");
        }

        if (!Array.Exists(syntax.Steps, static step => step.IsPlaceholder))
        {
            return new DocumentPath(syntax.Steps);
        }

        var steps = new PathStep[syntax.Steps.Length];
        for (var at = 0; at < steps.Length; at++)
        {
            var step = syntax.Steps[at];
            steps[at] = step.IsPlaceholder
                ? new PathStep(substitutions.Name(step.Name!, parameterName), -1)
                : step;
        }

        return new DocumentPath(steps);
    }

    /// <summary>The path of these steps, whose names stand for themselves. The first step is a name.</summary>
    public static DocumentPath Of(PathStep[] steps) => new(steps);

    /// <summary>What the path leads to; null where it leads nowhere.</summary>
    public AttributeValue? In(Dictionary<string, AttributeValue> item)
    {
        if (!item.TryGetValue(steps[0].Name!, out var value))
        {
            return null;
        }

        for (var at = 1; at < steps.Length; at++)
        {
            var step = steps[at];
            switch (value)
            {
                case AttributeValue.M map when step.Name is not null && map.Value.TryGetValue(step.Name, out value):
                    break;
                case AttributeValue.L list when step.Name is null && step.Index < list.Value.Count:
                    value = list.Value[step.Index];
                    break;
                default:
                    return null;
            }
        }

        return value;
    }

    public bool IsSame(DocumentPath other) => steps.AsSpan().SequenceEqual(other.steps);

    /// <summary>As DynamoDB shows paths in messages: <c>[a, b, [0]]</c>.</summary>
    public override string ToString() =>
        $"[{string.Join(", ", Array.ConvertAll(steps, static step => step.Name ?? $"[{step.Index}]"))}]";
}
