using System.Globalization;
using GlobalTables.RegionNode.Model;

namespace GlobalTables.RegionNode.Expressions.PartiQl;

/// <summary>Paths of a statement as paths into an item.</summary>
static class StatementPaths
{
    public static DocumentPath PathOf(Node.Path path)
    {
        if (path.Parts.Length > Limits.PathDepthMax)
        {
            throw DynamoException.Validation("The document path has too many nesting levels; "
                + $"nesting levels: {path.Parts.Length}");
        }

        return DocumentPath.Of(Array.ConvertAll(path.Parts, StepOf));
    }

    /// <summary>What a projected path is called in the answer: its last name, and the indexes behind it.</summary>
    public static string ColumnOf(DocumentPath path)
    {
        var steps = path.Steps;
        var last = steps.Length - 1;
        while (steps[last].Name is null)
        {
            last--;
        }

        var name = steps[last].Name!;
        foreach (var step in steps[(last + 1)..])
        {
            name = string.Create(CultureInfo.InvariantCulture, $"{name}[{step.Index}]");
        }

        return name;
    }

    static PathStep StepOf(PathPart part)
    {
        switch (part)
        {
            case { Name: { } name }:
                return new PathStep(name, -1);
            case { Index: Node.Text text }:
                return new PathStep(text.Value, -1);
            case { Index: Node.Number number }:
                return int.TryParse(number.Digits, CultureInfo.InvariantCulture, out var index) && index >= 0
                    ? new PathStep(null, index)
                    : throw Malformed.At(
                        $"List index is not within the allowable range; index: [{number.Digits}]", number.At);
            default:
                throw Malformed.At("Unexpected path component", part.Index!.At);
        }
    }
}
