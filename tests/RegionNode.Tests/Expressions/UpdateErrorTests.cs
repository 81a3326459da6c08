using GlobalTables.RegionNode.Expressions;

namespace GlobalTables.RegionNode.Tests.Expressions;

public sealed class UpdateErrorTests
{
    const string TheValues = """
        {':n':{'N':'1'},':s':{'S':'s'},':b':{'B':''},':l':{'L':[]},':m':{'M':{}},':bool':{'BOOL':true},
        ':null':{'NULL':true},':ss':{'SS':['a']}}
        """;

    const string WrongType = "Incorrect operand type for operator or function; operator";
    const string WrongCount = "Incorrect number of operands for operator or function; operator or function: ";

    [Theory]
    [InlineData("", "The expression can not be empty;")]
    [InlineData("a = :n", "Syntax error; token: \"a\", near: \"a =\"")]
    [InlineData("SET", "Syntax error; token: \"<EOF>\", near: \"SET\"")]
    [InlineData("SET a", "Syntax error; token: \"<EOF>\", near: \"a\"")]
    [InlineData("SET a = ", "Syntax error; token: \"<EOF>\", near: \"=\"")]
    [InlineData("SET a = :n,", "Syntax error; token: \"<EOF>\", near: \",\"")]
    [InlineData("SET a = :n b = :n", "Syntax error; token: \"b\", near: \":n b =\"")]
    [InlineData("SET a = :n + :n + :n", "Syntax error; token: \"+\", near: \":n + :n\"")]
    [InlineData("SET a = :n * :n", "Syntax error; token: \"*\", near: \":n * :n\"")]
    [InlineData("SET a :n", "Syntax error; token: \":n\", near: \"a :n\"")]
    [InlineData("SET :n = a", "Syntax error; token: \":n\", near: \"SET :n =\"")]
    [InlineData("ADD a b", "Syntax error; token: \"b\", near: \"a b\"")]
    [InlineData("ADD a = :n", "Syntax error; token: \"=\", near: \"a = :n\"")]
    [InlineData("REMOVE a = :n", "Syntax error; token: \"=\", near: \"a = :n\"")]
    [InlineData("REMOVE set", "Syntax error; token: \"set\", near: \"REMOVE set\"")]
    [InlineData("DELETE a", "Syntax error; token: \"<EOF>\", near: \"a\"")]
    public void Syntax_errors(string text, string message) => AssertRefused(text, message);

    [Theory]
    [InlineData("SET name = :n", "Attribute name is a reserved keyword; reserved keyword: name")]
    [InlineData("SET a = foo(a)", "Invalid function name; function: foo")]
    [InlineData("SET a = size(a)", "The function is not allowed in an update expression; function: size")]
    [InlineData("SET a = :n SET b = :n", "The \"SET\" section can only be used once in an update expression;")]
    [InlineData("remove a REMOVE b", "The \"REMOVE\" section can only be used once in an update expression;")]
    [InlineData("SET #a = :n", "An expression attribute name used in the document path is not defined; attribute name: #a")]
    [InlineData("SET a = :x", "An expression attribute value used in expression is not defined; attribute value: :x")]
    [InlineData("SET a = :x, #a = :n", "An expression attribute name used in the document path is not defined; attribute name: #a")]
    [InlineData("SET a = if_not_exists(a)", WrongCount + "if_not_exists, number of operands: 1")]
    [InlineData("SET a = list_append(a, b, c)", WrongCount + "list_append, number of operands: 3")]
    [InlineData("SET a = if_not_exists(:n, :n)", "Operator or function requires a document path; operator or function: if_not_exists")]
    [InlineData("SET a = list_append(a, :n)", WrongType + " or function: list_append, operand type: N")]
    [InlineData("SET a = a + :s", WrongType + " or function: +, operand type: S")]
    [InlineData("SET a = :l - a", WrongType + " or function: -, operand type: L")]
    [InlineData("ADD a :s", WrongType + ": ADD, operand type: STRING, typeSet: ALLOWED_FOR_ADD_OPERAND")]
    [InlineData("ADD a :l", WrongType + ": ADD, operand type: LIST, typeSet: ALLOWED_FOR_ADD_OPERAND")]
    [InlineData("ADD a :bool", WrongType + ": ADD, operand type: BOOLEAN, typeSet: ALLOWED_FOR_ADD_OPERAND")]
    [InlineData("DELETE a :n", WrongType + ": DELETE, operand type: NUMBER, typeSet: ALLOWED_FOR_DELETE_OPERAND")]
    [InlineData("DELETE a :m", WrongType + ": DELETE, operand type: MAP, typeSet: ALLOWED_FOR_DELETE_OPERAND")]
    public void Faults(string text, string message) => AssertRefused(text, message);

    [Theory]
    [InlineData("SET a = :n, a = :n", "overlap", "[a]", "[a]")]
    [InlineData("SET a = :n REMOVE a.b", "overlap", "[a]", "[a, b]")]
    [InlineData("SET a.b = :n ADD a.b.c :n", "overlap", "[a, b]", "[a, b, c]")]
    [InlineData("SET a[0] = :n, a.b = :n", "conflict", "[a, [0]]", "[a, b]")]
    public void Paths_neither_overlap_nor_conflict(string text, string how, string one, string two) => AssertRefused(
        text,
        $"Two document paths {how} with each other; must remove or rewrite one of these paths; path one: {one}, "
        + $"path two: {two}");

    [Theory]
    [InlineData("SET pk = :s", "pk")]
    [InlineData("REMOVE sk", "sk")]
    [InlineData("ADD sk :n", "sk")]
    [InlineData("SET pk.a = :n", "pk")]
    public void Keys_cannot_be_updated(string text, string key) => Assert.Equal(
        $"One or more parameter values were invalid: Cannot update attribute {key}. This attribute is part of the key",
        Request.Refusal(() => Parse(text)));

    [Fact]
    public void Keys_have_no_inside_to_read() => Assert.Equal(
        "Key attributes must be scalars; list random access '[]' and map lookup '.' are not allowed: Key: pk",
        Request.Refusal(() => Parse("SET a = pk.b")));

    [Fact]
    public void Nesting_is_bounded_before_the_stack_is()
    {
        Request.Refusal(() => Parse("SET a = " + new string('(', 4000)));
        Request.Refusal(() => Parse("SET a = b + " + new string('(', 4000)));
        Request.Refusal(() => Parse("SET a = " + string.Concat(Enumerable.Repeat("list_append(", 330))));
    }

    static Update Parse(string text) => Update.Parse(text, Request.Substitutions(null, TheValues), Request.Keys);

    static void AssertRefused(string text, string message) =>
        Assert.Equal($"Invalid UpdateExpression: {message}", Request.Refusal(() => Parse(text)));
}
