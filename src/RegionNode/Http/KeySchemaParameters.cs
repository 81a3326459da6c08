using GlobalTables.RegionNode.Model;

namespace GlobalTables.RegionNode.Http;

/// <summary><c>KeySchema</c> and <c>AttributeDefinitions</c>: together they name and type the keys.</summary>
sealed class KeySchemaParameters
{
    const int ElementsMax = 2;

    static readonly Choices<KeyType> Types = new(
        KeyType.S, ("B", KeyType.B), ("N", KeyType.N), ("S", KeyType.S));

    static readonly Choices<bool> Roles = new(false, ("HASH", true), ("RANGE", false));

    readonly List<KeyAttribute> definitions = [];
    readonly List<(string Name, bool IsHash)> elements = [];

    public int DefinitionCount => definitions.Count;

    public static KeySchemaParameters Read(JsonObject request, ref Constraints constraints)
    {
        var read = new KeySchemaParameters();
        constraints.NotNull(request["AttributeDefinitions"u8], "attributeDefinitions");
        constraints.NotNull(request["KeySchema"u8], "keySchema");
        read.ReadDefinitions(request["AttributeDefinitions"u8], ref constraints);
        read.ReadElements(request["KeySchema"u8], ref constraints);
        return read;
    }

    public void ReadDefinitions(JsonSlice list, ref Constraints constraints)
    {
        foreach (var element in list.AsList() ?? [])
        {
            var at = $"attributeDefinitions.{definitions.Count + 1}.member";
            var members = element.AsObject();
            var name = ReadName(members, at, ref constraints);
            var type = members is null ? default : members["AttributeType"u8];
            constraints.NotNull(type, at + ".attributeType");
            definitions.Add(new KeyAttribute(name, constraints.One(type, at + ".attributeType", Types)));
        }
    }

    /// <summary>The schema that both lists make, when they do.</summary>
    public KeySchema Check()
    {
        if (elements.Count > definitions.Count)
        {
            throw DynamoException.Validation("Invalid KeySchema: Some index key attribute have no definition");
        }

        if (!elements.All(element => Find(element.Name) is not null))
        {
            throw DynamoException.InvalidParameter(
                "Some index key attributes are not defined in AttributeDefinitions. "
                + $"Keys: [{string.Join(", ", elements.Select(element => element.Name))}], "
                + $"AttributeDefinitions: [{string.Join(", ", definitions.Select(known => known.Name))}]");
        }

        CheckRoles();
        if (elements.Count != definitions.Count)
        {
            throw DynamoException.InvalidParameter(
                "Number of attributes in KeySchema does not exactly match number of attributes "
                + "defined in AttributeDefinitions");
        }

        return new KeySchema(Find(elements[0].Name)!, elements.Count > 1 ? Find(elements[1].Name) : null);
    }

    public KeyAttribute? Find(string name) => definitions.Find(known => known.Name == name);

    void ReadElements(JsonSlice list, ref Constraints constraints)
    {
        if (list.AsList() is not { } given)
        {
            return;
        }

        if (given.Count is 0 or > ElementsMax)
        {
            var shown = string.Join(", ", given.Select(Shown));
            var rule = given.Count == 0 ? "greater than or equal to 1" : $"less than or equal to {ElementsMax}";
            constraints.Add(Constraints.Quoted($"[{shown}]"), "keySchema", $"Member must have length {rule}");
        }

        foreach (var element in given)
        {
            var at = $"keySchema.{elements.Count + 1}.member";
            var members = element.AsObject();
            var name = ReadName(members, at, ref constraints);
            var role = members is null ? default : members["KeyType"u8];
            constraints.NotNull(role, at + ".keyType");
            elements.Add((name, constraints.One(role, at + ".keyType", Roles)));
        }
    }

    void CheckRoles()
    {
        if (elements.Count > 1 && elements[0].Name == elements[1].Name)
        {
            throw DynamoException.Validation(
                "Both the Hash Key and the Range Key element in the KeySchema have the same name");
        }

        if (!elements[0].IsHash)
        {
            throw DynamoException.Validation(
                "Invalid KeySchema: The first KeySchemaElement is not a HASH key type");
        }

        if (elements.Count > 1 && elements[1].IsHash)
        {
            throw DynamoException.Validation(
                "Invalid KeySchema: The second KeySchemaElement is not a RANGE key type");
        }
    }

    static string ReadName(JsonObject? members, string at, ref Constraints constraints)
    {
        var name = members is null ? default : members["AttributeName"u8];
        constraints.NotNull(name, at + ".attributeName");
        var text = name.AsString();
        constraints.Length(text, at + ".attributeName", 1, Limits.KeyAttributeNameCharsMax);
        return text ?? "";
    }

    static string Shown(JsonSlice element) => element.AsObject() is { } members
        ? $"KeySchemaElement(attributeName={members["AttributeName"u8].AsString()}, "
            + $"keyType={members["KeyType"u8].AsString()})"
        : "null";
}
