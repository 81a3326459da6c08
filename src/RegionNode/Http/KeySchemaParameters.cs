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
    List<(string Name, bool IsHash)> elements = [];

    public int DefinitionCount => definitions.Count;

    public static KeySchemaParameters Read(JsonObject request, ref Constraints constraints)
    {
        var read = new KeySchemaParameters();
        constraints.NotNull(request["AttributeDefinitions"u8], "attributeDefinitions");
        constraints.NotNull(request["KeySchema"u8], "keySchema");
        read.ReadDefinitions(request["AttributeDefinitions"u8], ref constraints);
        read.elements = ElementsOf(request["KeySchema"u8], "keySchema", ref constraints, ElementsMax);
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
    /// <param name="hasIndexes">Some of the definitions may be for those.</param>
    public KeySchema Check(bool hasIndexes)
    {
        if (definitions.GroupBy(known => known.Name).FirstOrDefault(same => same.Count() > 1) is { } twice)
        {
            throw DynamoException.Validation($"Attribute Name is duplicated: {twice.Key}");
        }

        if (elements.Count > definitions.Count)
        {
            throw DynamoException.Validation("Invalid KeySchema: Some index key attribute have no definition");
        }

        CheckDefined(elements);
        CheckRoles();
        if (!hasIndexes && elements.Count != definitions.Count)
        {
            throw DynamoException.InvalidParameter(
                "Number of attributes in KeySchema does not exactly match number of attributes "
                + "defined in AttributeDefinitions");
        }

        return new KeySchema(Find(elements[0].Name)!, elements.Count > 1 ? Find(elements[1].Name) : null);
    }

    /// <exception cref="DynamoException">A key has no type.</exception>
    public void CheckDefined(List<(string Name, bool IsHash)> keys)
    {
        if (!keys.TrueForAll(key => Find(key.Name) is not null))
        {
            throw DynamoException.InvalidParameter(
                "Some index key attributes are not defined in AttributeDefinitions. "
                + $"Keys: [{string.Join(", ", keys.Select(key => key.Name))}], "
                + $"AttributeDefinitions: [{string.Join(", ", definitions.Select(known => known.Name))}]");
        }
    }

    /// <exception cref="DynamoException">A definition is for no key.</exception>
    public void CheckAllUsed(TableDefinition table)
    {
        var used = table.KeyAttributes().Select(key => key.Name).ToList();
        if (definitions.Exists(known => !used.Contains(known.Name)))
        {
            throw DynamoException.InvalidParameter("Some AttributeDefinitions are not used. "
                + $"AttributeDefinitions: [{string.Join(", ", definitions.Select(known => known.Name))}], "
                + $"keys used: [{string.Join(", ", used)}]");
        }
    }

    public KeyAttribute? Find(string name) => definitions.Find(known => known.Name == name);

    /// <summary>The elements of a key schema, which may name attributes that are defined elsewhere.</summary>
    public static List<(string Name, bool IsHash)> ElementsOf(
        JsonSlice list, string schemaAt, ref Constraints constraints, int elementsMax = int.MaxValue)
    {
        var elements = new List<(string Name, bool IsHash)>();
        if (list.AsList() is not { } given)
        {
            return elements;
        }

        if (given.Count == 0 || given.Count > elementsMax)
        {
            var shown = string.Join(", ", given.Select(Shown));
            var rule = given.Count == 0 ? "greater than or equal to 1" : $"less than or equal to {elementsMax}";
            constraints.Add(Constraints.Quoted($"[{shown}]"), schemaAt, $"Member must have length {rule}");
        }

        foreach (var element in given)
        {
            var at = $"{schemaAt}.{elements.Count + 1}.member";
            var members = element.AsObject();
            var name = ReadName(members, at, ref constraints);
            var role = members is null ? default : members["KeyType"u8];
            constraints.NotNull(role, at + ".keyType");
            elements.Add((name, constraints.One(role, at + ".keyType", Roles)));
        }

        return elements;
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
