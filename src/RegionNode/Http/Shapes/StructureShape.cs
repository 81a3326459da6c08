using System.Text;

namespace GlobalTables.RegionNode.Http.Shapes;

/// <summary>One member of a structure.</summary>
sealed record Member(string Name, Shape Shape, bool IsRequired = false);

/// <summary>A structure with known members; others are ignored. A request is one, too.</summary>
/// <param name="name">Its name in the service's model, which messages tell.</param>
/// <param name="members">What it may have.</param>
sealed class StructureShape(string name, params Member[] members) : Shape
{
    readonly byte[][] names = Array.ConvertAll(members, member => Encoding.UTF8.GetBytes(member.Name));

    /// <summary>Checks a whole request: first what its JSON is, then what is in it.</summary>
    public void Check(JsonObject request)
    {
        CheckTypes(request);
        var constraints = new Constraints();
        Check(request, "", ref constraints);
        constraints.Check();
    }

    /// <summary>Checks what its members are, and nothing more.</summary>
    public void CheckTypes(JsonObject structure)
    {
        for (var i = 0; i < structure.Count; i++)
        {
            var (given, value) = structure.At(i);
            if (value.IsPresent && Find(given.Span) is { } shape)
            {
                shape.CheckType(value, isElement: false);
            }
        }
    }

    public override void CheckType(JsonSlice value, bool isElement) =>
        CheckTypes((isElement ? value.AsElement(name) : value.AsStructure(name))!);

    public override void Check(JsonSlice value, string at, ref Constraints constraints) =>
        Check(value.AsObject()!, at + ".", ref constraints);

    Shape? Find(ReadOnlySpan<byte> given)
    {
        for (var i = 0; i < names.Length; i++)
        {
            if (given.SequenceEqual(names[i]))
            {
                return members[i].Shape;
            }
        }

        return null;
    }

    void Check(JsonObject structure, string within, ref Constraints constraints)
    {
        foreach (var member in members)
        {
            var value = structure.Find(member.Name);
            var at = within + char.ToLowerInvariant(member.Name[0]) + member.Name[1..];
            if (value.IsPresent)
            {
                member.Shape.Check(value, at, ref constraints);
            }
            else if (member.IsRequired)
            {
                constraints.NotNull(value, at);
            }
        }
    }
}
