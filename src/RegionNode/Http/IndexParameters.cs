using GlobalTables.RegionNode.Model;

namespace GlobalTables.RegionNode.Http;

/// <summary>One secondary index as a request defines it.</summary>
sealed record IndexParameters(
    IndexKind Kind,
    string Name,
    List<(string Name, bool IsHash)> Keys,
    ProjectionKind? Projection,
    EqualList<string>? NonKeyAttributes,
    Throughput? Throughput)
{
    const string NamePattern = "[a-zA-Z0-9_.-]+";

    static readonly string[] Unsupported = ["OnDemandThroughput", "WarmThroughput"];

    static readonly Choices<ProjectionKind> Projections = new(
        ProjectionKind.All,
        ("ALL", ProjectionKind.All),
        ("INCLUDE", ProjectionKind.Include),
        ("KEYS_ONLY", ProjectionKind.KeysOnly));

    /// <summary>The indexes of a list; null where the request has none.</summary>
    public static List<IndexParameters>? ReadList(
        JsonSlice list, string at, IndexKind kind, ref Constraints constraints)
    {
        if (list.AsList() is not { } elements)
        {
            return null;
        }

        var indexes = new List<IndexParameters>();
        foreach (var element in elements)
        {
            constraints.NotNull(element, $"{at}.{indexes.Count + 1}.member");
            if (element.AsObject() is { } index)
            {
                indexes.Add(Read(index, $"{at}.{indexes.Count + 1}.member", kind, ref constraints));
            }
        }

        return indexes;
    }

    public static IndexParameters Read(JsonObject index, string at, IndexKind kind, ref Constraints constraints)
    {
        constraints.NotNull(index["KeySchema"u8], at + ".keySchema");
        constraints.NotNull(index["Projection"u8], at + ".projection");
        constraints.NotNull(index["IndexName"u8], at + ".indexName");
        var name = index["IndexName"u8].AsString();
        CheckName(name, at + ".indexName", ref constraints);
        var throughput = BillingParameters.ThroughputOf(
            index["ProvisionedThroughput"u8], at + ".provisionedThroughput", ref constraints);
        var keys = KeySchemaParameters.ElementsOf(index["KeySchema"u8], at + ".keySchema", ref constraints);
        var projection = index["Projection"u8].AsObject();
        var type = projection is null ? default : projection["ProjectionType"u8];
        var chosen = constraints.One(type, at + ".projection.projectionType", Projections);
        var included = NonKeyAttributesOf(
            projection is null ? default : projection["NonKeyAttributes"u8],
            at + ".projection.nonKeyAttributes",
            ref constraints);
        UnsupportedParameters.Refuse(
            index, Unsupported, kind == IndexKind.Local ? "LocalSecondaryIndexes." : "GlobalSecondaryIndexes.");
        return new(kind, name ?? "", keys, type.IsPresent ? chosen : null, included, throughput);
    }

    public static void CheckName(string? name, string at, ref Constraints constraints)
    {
        if (name?.All(character => char.IsAsciiLetterOrDigit(character) || character is '_' or '.' or '-') == false)
        {
            constraints.Add(
                Constraints.Quoted(name), at, $"Member must satisfy regular expression pattern: {NamePattern}");
        }

        constraints.Length(name, at, Limits.IndexNameCharsMin, Limits.IndexNameCharsMax);
    }

    /// <summary>The index that this makes, with the types of its keys.</summary>
    /// <param name="definitions">Where the types are.</param>
    /// <param name="table">The key of the table.</param>
    /// <exception cref="DynamoException">It makes none.</exception>
    public IndexDefinition Check(KeySchemaParameters definitions, KeySchema table)
    {
        definitions.CheckDefined(Keys);
        CheckRoles();
        if (Kind == IndexKind.Local)
        {
            CheckLocal(table);
        }

        CheckProjection();
        return new IndexDefinition
        {
            Name = Name,
            Kind = Kind,
            Hash = [.. Keys.Where(key => key.IsHash).Select(key => definitions.Find(key.Name)!)],
            Range = [.. Keys.Where(key => !key.IsHash).Select(key => definitions.Find(key.Name)!)],
            Projection = Projection!.Value,
            NonKeyAttributes = NonKeyAttributes ?? [],
            Throughput = Throughput ?? default,
        };
    }

    void CheckRoles()
    {
        if (Keys.DistinctBy(key => key.Name).Count() < Keys.Count)
        {
            throw DynamoException.Validation(Keys.Count == 2
                ? "Both the Hash Key and the Range Key element in the KeySchema have the same name"
                : "The KeySchema contains multiple key attributes with the same name");
        }

        if (!Keys[0].IsHash)
        {
            throw DynamoException.Validation(
                "Invalid KeySchema: The first KeySchemaElement is not a HASH key type");
        }

        if (Kind == IndexKind.Local && Keys.Count > 1 && Keys[1].IsHash)
        {
            throw DynamoException.Validation(
                "Invalid KeySchema: The second KeySchemaElement is not a RANGE key type");
        }

        var hashes = Keys.TakeWhile(key => key.IsHash).Count();
        if (Keys.Skip(hashes).Any(key => key.IsHash))
        {
            throw DynamoException.InvalidParameter(
                "All HASH key attributes must precede RANGE key attributes in the KeySchema");
        }

        var max = Kind == IndexKind.Local ? 1 : Limits.IndexKeyAttributesMax;
        var exceeded = hashes > max ? "HASH" : Keys.Count - hashes > max ? "RANGE" : null;
        if (exceeded is not null)
        {
            throw DynamoException.InvalidParameter(
                $"The KeySchema exceeds the maximum allowed number of {exceeded} key attributes");
        }
    }

    void CheckLocal(KeySchema table)
    {
        if (Keys.Count == 1)
        {
            throw DynamoException.InvalidParameter(
                $"Index KeySchema does not have a range key for index: {Name}");
        }

        if (Keys[0].Name != table.Partition.Name)
        {
            throw DynamoException.InvalidParameter(
                "Index KeySchema does not have the same leading hash key as table KeySchema for index: "
                + $"{Name}. index hash key: {Keys[0].Name}, table hash key: {table.Partition.Name}");
        }
    }

    void CheckProjection()
    {
        if (Projection is not { } projection)
        {
            throw DynamoException.InvalidParameter("Unknown ProjectionType: null");
        }

        if (projection == ProjectionKind.Include != NonKeyAttributes is not null)
        {
            var type = projection switch
            {
                ProjectionKind.Include => "INCLUDE",
                ProjectionKind.KeysOnly => "KEYS_ONLY",
                _ => "ALL",
            };
            throw DynamoException.InvalidParameter($"ProjectionType is {type}, but NonKeyAttributes is "
                + (NonKeyAttributes is null ? "not specified" : "specified"));
        }

        var twice = NonKeyAttributes?.GroupBy(attribute => attribute).FirstOrDefault(same => same.Count() > 1)?.Key;
        if (twice is not null)
        {
            throw DynamoException.InvalidParameter($"Duplicate element in NonKeyAttributes: {twice}");
        }
    }

    static EqualList<string>? NonKeyAttributesOf(JsonSlice list, string at, ref Constraints constraints)
    {
        if (list.AsList() is not { } elements)
        {
            return null;
        }

        EqualList<string> attributes = [.. elements.Select(element => element.AsString() ?? "")];
        if (attributes.Count is 0 or > Limits.NonKeyAttributesMax)
        {
            constraints.Add(
                Constraints.Quoted($"[{string.Join(", ", attributes)}]"),
                at,
                attributes.Count == 0
                    ? "Member must have length greater than or equal to 1"
                    : $"Member must have length less than or equal to {Limits.NonKeyAttributesMax}");
        }

        foreach (var (place, attribute) in attributes.Index())
        {
            constraints.Length(attribute, $"{at}.{place + 1}.member", 1, Limits.KeyAttributeNameCharsMax);
        }

        return attributes;
    }
}
