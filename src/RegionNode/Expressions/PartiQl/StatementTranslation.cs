using GlobalTables.RegionNode.Model;

namespace GlobalTables.RegionNode.Expressions.PartiQl;

/// <summary>What was written to what is carried out; refuses what is well formed and has no meaning here.</summary>
static class StatementTranslation
{
    const int FromPartsMax = 2;

    public static PartiQlStatement StatementOf(StatementNode node) => node switch
    {
        StatementNode.Select select => SelectOf(select),
        StatementNode.Insert insert => InsertOf(insert),
        StatementNode.Update update => UpdateOf(update),
        StatementNode.Delete delete => DeleteOf(delete),
        StatementNode.Exists exists => new PartiQlStatement.Exists(SelectOf(exists.Query)),
        StatementNode.Bare bare => throw DynamoException.Validation($"Unsupported operation: {bare.Term.Name}"),
        _ => throw new InvalidOperationException($"Not a statement: {node}"),
    };

    static PartiQlStatement.Select SelectOf(StatementNode.Select node)
    {
        if (node.Others is [var clause, ..])
        {
            throw Malformed.At($"Unsupported clause: {clause.Name}", clause.At);
        }

        var (table, index) = SourceOf(node.From);
        var projection = node.Projection is { } terms ? ProjectionOf(terms) : null;
        var slots = new StatementSlots();
        var where = WhereOf(node.Where, slots);
        return new PartiQlStatement.Select(table, slots.Parts)
        {
            IndexName = index,
            Projection = projection,
            Where = where,
            OrderBy = [.. node.OrderBy.Select(OrderOf)],
        };
    }

    static Projection ProjectionOf(IReadOnlyList<Node> terms)
    {
        var columns = new List<(DocumentPath Path, string Name)>(terms.Count);
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var term in terms)
        {
            if (term is not Node.Path node)
            {
                throw Malformed.At("Unexpected path component", term.At);
            }

            var path = StatementPaths.PathOf(node);
            var name = StatementPaths.ColumnOf(path);
            if (!names.Add(name))
            {
                throw DynamoException.Validation($"Duplicate identifiers in select clause: {name}");
            }

            columns.Add((path, name));
        }

        return Projection.To(columns);
    }

    static OrderTerm OrderOf(OrderNode order) => order.Key is Node.Path { Parts: [{ Name: { } name }] }
        ? new OrderTerm(name, order.IsDescending)
        : throw DynamoException.Validation(
            $"Argument to ORDER BY must be of type VariableReference. Type: {order.Key.Name}");

    static PartiQlStatement.Insert InsertOf(StatementNode.Insert node)
    {
        if (node.HasReturning)
        {
            throw DynamoException.Validation("RETURNING is not supported in INSERT");
        }

        if (!node.IsSingle)
        {
            throw DynamoException.Validation("Unsupported operation: Inserting multiple items in a single statement "
                + "is not supported, use \"INSERT INTO tableName VALUE item\" instead");
        }

        var table = TableOf(node.Into!);
        var slots = new StatementSlots();
        if (node.Value is Node.Parameter)
        {
            var whole = slots.Value(node.Value);
            return new PartiQlStatement.Insert(table, slots.Parts, [], whole);
        }

        if (node.Value is not Node.Tuple tuple)
        {
            throw Malformed.At($"Unsupported data type: {node.Value.Name} under key root", node.Value.At);
        }

        var members = Literals.MembersOf(tuple).Select(member => (member.Name, slots.Value(member.Value))).ToList();
        return new PartiQlStatement.Insert(table, slots.Parts, members, null);
    }

    static PartiQlStatement.Update UpdateOf(StatementNode.Update node)
    {
        var table = ChangedTableOf(node.Table);
        var slots = new StatementSlots();
        var translation = new UpdateTranslation(slots);
        var clauses = node.Changes.Select(translation.ClauseOf).ToArray();
        var where = WhereOf(node.Where, slots);
        return new PartiQlStatement.Update(table, slots.Parts, clauses)
        {
            SetArguments = translation.SetArguments,
            Where = where,
            Returning = node.Returning,
        };
    }

    static PartiQlStatement.Delete DeleteOf(StatementNode.Delete node)
    {
        if (node.Returning is { } returning && returning is not { IsAll: true, IsOld: true })
        {
            throw DynamoException.Validation($"Invalid returning clause: RETURNING {returning}. "
                + "Only RETURNING ALL OLD * is allowed in DELETE statements.");
        }

        var table = ChangedTableOf(node.From);
        var slots = new StatementSlots();
        var where = WhereOf(node.Where, slots);
        return new PartiQlStatement.Delete(table, slots.Parts) { Where = where, Returning = node.Returning };
    }

    static ConditionSyntax? WhereOf(Node? where, StatementSlots slots) =>
        where is null ? null : new ConditionTranslation(slots).ConditionOf(where);

    static (string Table, string? Index) SourceOf(FromNode from)
    {
        if (!from.IsOnly)
        {
            throw DynamoException.Validation("Only select from a single table or index is supported.");
        }

        if (from.IsAliased)
        {
            throw DynamoException.Validation("Aliasing is not supported");
        }

        if (from.Source is not Node.Path path)
        {
            throw DynamoException.Validation("Unexpected from source");
        }

        var names = NamesOf(path);
        return (names[0], names.Length > 1 ? names[1] : null);
    }

    static string ChangedTableOf(FromNode from)
    {
        var (table, index) = SourceOf(from);
        return index is null ? table : throw DynamoException.Validation("This operation is not supported on an index");
    }

    static string TableOf(Node.Path path) => NamesOf(path) is [var table]
        ? table
        : throw DynamoException.Validation("This operation is not supported on an index");

    static string[] NamesOf(Node.Path path)
    {
        if (path.Parts.Length > FromPartsMax)
        {
            throw DynamoException.Validation(
                $"A path may contain at most {FromPartsMax} components in the FROM clause");
        }

        var names = Array.ConvertAll(
            path.Parts, part => part.Name ?? throw Malformed.At("Unexpected path component", part.Index!.At));
        return Array.Exists(names, static name => name.Length == 0)
            ? throw DynamoException.Validation("Path component cannot be an empty string")
            : names;
    }
}
