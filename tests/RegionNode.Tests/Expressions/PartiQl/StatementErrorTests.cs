using GlobalTables.RegionNode.Expressions.PartiQl;
using GlobalTables.RegionNode.Model;

namespace GlobalTables.RegionNode.Tests.Expressions.PartiQl;

public sealed class StatementErrorTests
{
    const string Introduction = "Statement wasn't well formed, can't be processed: ";
    const string Leftover = "Unexpected token after expression";

    [Theory]
    [InlineData("SELECT * FROM \"t\" WHERE pk = 1 foo", Leftover)]
    [InlineData("SELECT * FROM \"t\" WHERE pk = 1 e5", Leftover)]
    [InlineData("INSERT INTO \"t\" VALUE {'pk': 1} foo", Leftover)]
    [InlineData("UPDATE \"t\" SET a = 9 WHERE pk = 1 foo", Leftover)]
    [InlineData("DELETE FROM \"t\" WHERE pk = 1 foo", Leftover)]
    [InlineData("SELECT * FROM \"t\" WHERE pk = 1)", Leftover)]
    [InlineData("DELETE FROM \"t\" WHERE pk = 1 ORDER BY pk", Leftover)]
    [InlineData("SELECT * FROM \"t\" ORDER BY pk WHERE pk = 1", Leftover)]
    [InlineData("INSERT INTO \"t\" x VALUE {'pk': 'x'}", Leftover)]
    [InlineData("FROM \"t\" SET c = 1 WHERE pk = 'a'", Leftover)]
    [InlineData("UPDATE \"t\" REMOVE a, b WHERE pk = 'a'", Leftover)]
    [InlineData("SELECTT * FROMM \"t\"", Leftover)]
    [InlineData("SELECT * FROM \"t\" WHERE pk = 1e2147483648", "")]
    [InlineData("SELECT * FROM \"t\" WHERE pk = 1e99999999999", "")]
    [InlineData("SELECT * FROM \"t\" WHERE pk = 1.5e-2147483647", "")]
    [InlineData("SELECT * FROM \"t\" WHERE pk = 1 # note", "")]
    [InlineData("SELECT * FROM \"t\" WHERE pk = 1 /* note", "")]
    [InlineData("SELECT * FROM \"t", "")]
    [InlineData("SELECT * FROM t WHERE a = 'open", "")]
    [InlineData("SELECT * FROM \"t\" WHERE", "Unexpected term")]
    [InlineData("SELECT * FROM \"t\" WHERE;", "Unexpected term")]
    [InlineData("UPDATE \"t\" SET a = 1 WHERE", "Unexpected term")]
    [InlineData("SELECT * FROM \"t\" WHERE NOT", "Unexpected term")]
    [InlineData("SELECT * FROM \"t\" WHERE (", "Unexpected term")]
    [InlineData("SELECT * FROM", "Unexpected term")]
    [InlineData("SELECT * FROM \"t\" WHERE pk = 'p1' AND", "Missing right-hand side expression of infix operator")]
    [InlineData("SELECT * FROM \"t\" WHERE pk = 'p1' OR", "Missing right-hand side expression of infix operator")]
    [InlineData("SELECT * FROM \"t\" WHERE ORDER BY pk", "Unexpected keyword")]
    [InlineData("INSERT INTO urls (key, b) VALUES (?, ?)", "Unexpected keyword")]
    [InlineData("SELECT * FROM \"t\" WHERE pk = 'a' AND x IS FOO", "Expected type name")]
    [InlineData("SELECT * FROM \"t\" WHERE IS NULL", "Unexpected operator")]
    [InlineData("SELECT * FROM \"t\" WHERE pk = LIKE", "Unexpected operator")]
    [InlineData("DELETE FROM", "Expected identifier for simple path")]
    [InlineData("DELETE FROM;", "Expected identifier for simple path")]
    [InlineData("DELETE FROM WHERE pk = 'a'", "Expected identifier for simple path")]
    [InlineData("SLECT * FROM \"t\"", "Expected data manipulation")]
    [InlineData("UPDATE Payment-table SET active=? WHERE id=?", "Expected data manipulation")]
    public void What_is_not_well_formed_is_said_behind_one_introduction(string statement, string detail) =>
        Assert.Equal(Introduction + detail, Refusal(statement));

    [Theory]
    [InlineData("SELECT * FROM \"t\" x WHERE pk = 'x'", "Aliasing is not supported")]
    [InlineData("SELECT * FROM \"t\" AS x WHERE pk = 'x'", "Aliasing is not supported")]
    [InlineData("UPDATE \"t\" x SET a = 3 WHERE pk = 'x'", "Aliasing is not supported")]
    [InlineData("DELETE FROM \"t\" x WHERE pk = 'x'", "Aliasing is not supported")]
    [InlineData("x IS INT4", "Unsupported operation: IsType")]
    [InlineData("x IS DOUBLE PRECISION", "Unsupported operation: IsType")]
    [InlineData("x IS CHARACTER VARYING", "Unsupported operation: IsType")]
    [InlineData("SELECT COUNT(*) FROM t", "Unexpected path component at 1:8:5")]
    [InlineData("SELECT a,\n COUNT(a) FROM t", "Unexpected path component at 2:2:5")]
    [InlineData("SELECT l[-1] FROM t", "List index is not within the allowable range; index: [-1] at 1:11:1")]
    [InlineData("SELECT l[2147483648] FROM t",
        "List index is not within the allowable range; index: [2147483648] at 1:10:10")]
    [InlineData("SELECT *, a FROM t", "Other attributes should not be present in the projection when '*' is used.")]
    [InlineData("SELECT * FROM a, b", "Only select from a single table or index is supported.")]
    [InlineData("SELECT * FROM a JOIN b ON a.x = b.x", "Only select from a single table or index is supported.")]
    [InlineData("SELECT * FROM my-things", "Unexpected from source")]
    [InlineData("SELECT * FROM \"a\".\"b\".\"c\"", "A path may contain at most 2 components in the FROM clause")]
    [InlineData("SELECT * FROM \"t\".\"\"", "Path component cannot be an empty string")]
    [InlineData("SELECT * FROM \"\"", "Path component cannot be an empty string")]
    [InlineData("DELETE FROM \"t\".\"i\" WHERE pk = 'a'", "This operation is not supported on an index")]
    [InlineData("DELETE FROM t WHERE pk = 'x' RETURNING MODIFIED OLD *",
        "Invalid returning clause: RETURNING MODIFIED OLD *. Only RETURNING ALL OLD * is allowed in DELETE statements.")]
    [InlineData("DELETE FROM t WHERE pk = 'x' RETURNING ALL NEW *",
        "Invalid returning clause: RETURNING ALL NEW *. Only RETURNING ALL OLD * is allowed in DELETE statements.")]
    [InlineData("UPDATE t SET b = set_add(a, <<'x'>>) WHERE pk = 'x'",
        "The first argument to SET_ADD must equal the assignment value at 1:18:7")]
    [InlineData("UPDATE t\nSET BandMembers = set_add(BandMembers, 'x')\nWHERE pk='s'",
        "The second argument to SET_ADD must be a value with type SET at 2:27:11")]
    [InlineData("UPDATE t SET \"Band\" = set_delete(\"Band\", ['x']) WHERE pk='s'",
        "The second argument to SET_DELETE must be a value with type SET at 1:34:6")]
    [InlineData("UPDATE t SET x = [?] WHERE pk='s'", "Unsupported data type: Parameter under key root[0] at 1:19:1")]
    [InlineData("INSERT INTO t VALUE {'pk':'s','m':{'k':?}}",
        "Unsupported data type: Parameter under key root.k at 1:40:1")]
    [InlineData("INSERT INTO t VALUE {'pk':'s','b':<<>>}", "Empty bags are not supported")]
    [InlineData("INSERT INTO t VALUE {'pk':'s','b':<<1,'a'>>}",
        "Unsupported data type in Bag. DynamoDB only supports either numbers or strings in bags")]
    [InlineData("INSERT INTO t VALUE {'pk':'s','b':<<'a','a'>>}",
        "One or more parameter values were invalid: Input collection [a, a] contains duplicates.")]
    [InlineData("UPDATE t SET n = set_add(n, <<2, 2.0>>) WHERE pk='s'",
        "One or more parameter values were invalid: Input collection [2, 2.0] contains duplicates! under root")]
    [InlineData("SELECT * FROM t WHERE pk = 1e126",
        "Number overflow. Attempting to store a number with magnitude larger than supported range under root")]
    [InlineData("INSERT INTO t VALUE {'pk': 1, 'm': {'x': 1e126}}",
        "Number overflow. Attempting to store a number with magnitude larger than supported range under root.x")]
    [InlineData("INSERT INTO t VALUE {'pk': 1, 'l': [1, 1e126]}",
        "Number overflow. Attempting to store a number with magnitude larger than supported range under root[1]")]
    [InlineData("SELECT * FROM t WHERE pk = 123456789012345678901234567890123456789",
        "Attempting to store more than 38 significant digits in a Number under root")]
    [InlineData("SELECT * FROM t WHERE a = 5 + 5", "Unsupported operator in Condition Expression. Operator: +")]
    [InlineData("SELECT * FROM t WHERE a > -b",
        "Incorrect number of operands for operator or function; operator or function: -, number of operands: 1")]
    [InlineData("SELECT * FROM t WHERE a > true",
        "Incorrect operand type for operator or function; operator or function: >, operand type: BOOL")]
    [InlineData("SELECT * FROM t WHERE attribute_exists(a) > false",
        "Incorrect operand type for operator or function; operator or function: >, operand type: BOOL")]
    [InlineData("SELECT * FROM t WHERE attribute_type(a, 1)",
        "Incorrect operand type for operator or function; operator or function: attribute_type, operand type: N")]
    [InlineData("SELECT * FROM t WHERE attribute_type(a, 'X')",
        "Invalid attribute type name found; type: X, valid types: {N,BS,L,B,NULL,M,S,SS,NS,BOOL}")]
    [InlineData("UPDATE t SET n = 'a' + 1 WHERE pk = 's'",
        "Incorrect operand type for operator or function; operator or function: +, operand type: S")]
    [InlineData("UPDATE t SET n = n - null WHERE pk = 's'",
        "Incorrect operand type for operator or function; operator or function: -, operand type: NULL")]
    [InlineData("SELECT * FROM t WHERE a = ?", "Number of parameters in request and statement don't match.")]
    [InlineData("SELECT * FROM t LIMIT 10", "Unsupported clause: LIMIT at 1:23:2")]
    public void What_means_nothing_here_is_said_alone(string statement, string message) =>
        Assert.Equal(message, Refusal(statement));

    [Theory]
    [InlineData(32, true)]
    [InlineData(31, false)]
    public void Literals_nest_as_deep_as_items_do(int levels, bool isTooDeep)
    {
        var literal = string.Concat(Enumerable.Repeat("{'a':", levels)) + "1" + new string('}', levels);
        var statement = $"UPDATE t SET d = {literal} WHERE pk = 'x'";
        if (isTooDeep)
        {
            Assert.Equal(
                "Nesting Levels have exceeded supported limits under root"
                    + string.Concat(Enumerable.Repeat(".a", levels)),
                Refusal(statement));
        }
        else
        {
            Assert.IsType<PartiQlStatement.Update>(PartiQlStatement.Parse(statement));
        }
    }

    [Fact]
    public void IN_takes_a_hundred_operands()
    {
        Assert.NotNull(PartiQlStatement.Parse($"SELECT * FROM t WHERE a IN [{Ones(100)}]"));
        Assert.Equal(
            "The IN operator is provided with too many operands; number of operands: 101",
            Refusal($"SELECT * FROM t WHERE a IN [{Ones(101)}]"));
    }

    [Theory]
    [InlineData('(', "")]
    [InlineData('[', "a = ")]
    [InlineData('-', "a = ")]
    public void No_statement_is_deep_enough_to_exhaust_the_stack(char open, string before)
    {
        var message = Refusal($"SELECT * FROM t WHERE {before}{new string(open, 8000)}".Replace("--", "- ", StringComparison.Ordinal));
        Assert.StartsWith(Introduction, message, StringComparison.Ordinal);
    }

    [Fact]
    public void Long_rows_of_conditions_are_not_deep() => Assert.NotNull(PartiQlStatement.Parse(
        "SELECT * FROM t WHERE a = 1" + string.Concat(Enumerable.Repeat(" AND b=2", 1000))));

    static string Ones(int count) => string.Join(',', Enumerable.Repeat("1", count));

    static string Refusal(string statement)
    {
        var refusal = Assert.Throws<DynamoException>(() => PartiQlStatement.Parse(statement).Bind([]));
        Assert.True(refusal.IsValidation);
        return refusal.Message;
    }
}
