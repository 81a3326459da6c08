using GlobalTables.RegionNode.Expressions;

namespace GlobalTables.RegionNode.Tests.Expressions;

public sealed class ConditionErrorTests
{
    const string TheValues = """
        {':s':{'S':'b'},':t':{'S':'a'},':n':{'N':'1'},':ss':{'SS':['a']},':l':{'L':[]},':m':{'M':{}},
        ':bool':{'BOOL':true},':null':{'NULL':true},':b':{'B':'AQ=='},':bad':{'S':'T'}}
        """;

    const string WrongType = "Incorrect operand type for operator or function; operator or function: ";
    const string WrongCount = "Incorrect number of operands for operator or function; operator or function: ";
    const string NeedsPath = "Operator or function requires a document path; operator or function: ";
    const string Misused = "The function is not allowed to be used this way in an expression; function: ";
    const string Redundant = "The expression has redundant parentheses;";

    const string NotDistinct = "The first operand must be distinct from the remaining operands for this operator or "
        + "function; operator: ";

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    public void An_expression_cannot_be_empty(string text) => AssertRefused(text, "The expression can not be empty;");

    [Theory]
    [InlineData("a x b", "x", "a x b")]
    [InlineData("a", "<EOF>", "a")]
    [InlineData("a =", "<EOF>", "=")]
    [InlineData("a = ", "<EOF>", "=")]
    [InlineData("= :n", "=", "= :n")]
    [InlineData("a = = :n", "=", "= = :n")]
    [InlineData("a = :n AND", "<EOF>", "AND")]
    [InlineData("a = :n AND AND a = :n", "AND", "AND AND a")]
    [InlineData("a = :n OR", "<EOF>", "OR")]
    [InlineData("a = :n b", "b", ":n b")]
    [InlineData("a = 5", "5", "= 5")]
    [InlineData("a @ :n", "@", "a @ :n")]
    [InlineData("a = :n)", ")", ":n)")]
    [InlineData("(a = :n", "<EOF>", ":n")]
    [InlineData("()", ")", "()")]
    [InlineData("a IN ()", ")", "()")]
    [InlineData("a IN :n", ":n", "IN :n")]
    [InlineData("a BETWEEN :n", "<EOF>", ":n")]
    [InlineData("a BETWEEN :n OR :n", "OR", ":n OR :n")]
    [InlineData("a[x] = :n", "x", "[x]")]
    [InlineData("a[-1] = :n", "-", "[-1")]
    [InlineData("a. = :n", "=", ". = :n")]
    [InlineData("a.1 = :n", "1", ".1 =")]
    [InlineData("attribute_exists()", ")", "()")]
    [InlineData("attribute_exists(a", "<EOF>", "a")]
    [InlineData("(a = :n) = :n", "=", ") = :n")]
    [InlineData("NOT", "<EOF>", "NOT")]
    [InlineData("NOT a", "<EOF>", "a")]
    [InlineData("a + :n = :n", "+", "a + :n")]
    [InlineData("# = :n", "#", "# =")]
    [InlineData(": = :n", ":", ": =")]
    [InlineData("é = :n", "é", "é =")]
    public void Syntax_errors_show_the_token_and_its_neighbours(string text, string token, string near) =>
        AssertRefused(text, $"Syntax error; token: \"{token}\", near: \"{near}\"");

    [Theory]
    [InlineData("((a = :n))", Redundant)]
    [InlineData("((a)) = :n", Redundant)]
    [InlineData("a = ((:n))", Redundant)]
    [InlineData("(((a = :n) AND b = :n))", Redundant)]
    [InlineData("((a = :nope))", Redundant)]
    [InlineData("foo(a)", "Invalid function name; function: foo")]
    [InlineData("Size(a) = :n", "Invalid function name; function: Size")]
    [InlineData("ATTRIBUTE_EXISTS(a)", "Invalid function name; function: ATTRIBUTE_EXISTS")]
    [InlineData("if_not_exists(a, :n) = :n", "The function is not allowed in a condition expression; function: if_not_exists")]
    [InlineData("size(a)", Misused + "size")]
    [InlineData("a = :n AND size(a)", Misused + "size")]
    [InlineData("attribute_exists(a) = :n", Misused + "attribute_exists")]
    [InlineData("a = contains(b, :n)", Misused + "contains")]
    [InlineData("a IN (begins_with(b, :n))", Misused + "begins_with")]
    [InlineData("attribute_exists(contains(b, :n))", Misused + "contains")]
    [InlineData("name = :n", "Attribute name is a reserved keyword; reserved keyword: name")]
    [InlineData("a.Status = :n", "Attribute name is a reserved keyword; reserved keyword: Status")]
    [InlineData("size = :n", "Attribute name is a reserved keyword; reserved keyword: size")]
    [InlineData("#a = :n", "An expression attribute name used in the document path is not defined; attribute name: #a")]
    [InlineData("a = :x", "An expression attribute value used in expression is not defined; attribute value: :x")]
    [InlineData("a = :x AND #b = :n",
        "An expression attribute value used in expression is not defined; attribute value: :x")]
    [InlineData("name = :x", "Attribute name is a reserved keyword; reserved keyword: name")]
    public void Faults_of_the_text(string text, string message) => AssertRefused(text, message);

    [Theory]
    [InlineData("attribute_exists(a, b)", WrongCount + "attribute_exists, number of operands: 2")]
    [InlineData("contains(a)", WrongCount + "contains, number of operands: 1")]
    [InlineData("size(a, b) = :n", WrongCount + "size, number of operands: 2")]
    [InlineData("begins_with(a, b, c)", WrongCount + "begins_with, number of operands: 3")]
    [InlineData("attribute_exists(:n)", NeedsPath + "attribute_exists")]
    [InlineData("attribute_not_exists(size(a))", NeedsPath + "attribute_not_exists")]
    [InlineData("attribute_type(:s, :s)", NeedsPath + "attribute_type")]
    [InlineData("begins_with(a, :n)", WrongType + "begins_with, operand type: N")]
    [InlineData("begins_with(:ss, :s)", WrongType + "begins_with, operand type: SS")]
    [InlineData("begins_with(size(a), :s)", WrongType + "begins_with, operand type: N")]
    [InlineData("size(:n) = :n", WrongType + "size, operand type: N")]
    [InlineData("size(:bool) = :n", WrongType + "size, operand type: BOOL")]
    [InlineData("size(size(a)) = :n", WrongType + "size, operand type: N")]
    [InlineData("attribute_type(a, :n)", WrongType + "attribute_type, operand type: N")]
    [InlineData("attribute_type(a, b)", WrongType + "attribute_type, operand type: {NS,SS,L,BS,N,M,B,BOOL,NULL,S}")]
    [InlineData("attribute_type(a, :bad)",
        "Invalid attribute type name found; type: T, valid types: {B,NULL,SS,BOOL,L,BS,N,NS,S,M}")]
    [InlineData("a < :bool", WrongType + "<, operand type: BOOL")]
    [InlineData("a >= :l", WrongType + ">=, operand type: L")]
    [InlineData(":m > a", WrongType + ">, operand type: M")]
    [InlineData("a BETWEEN :ss AND :ss", WrongType + "BETWEEN, operand type: SS")]
    [InlineData("a = a", NotDistinct + "=, first operand: [a]")]
    [InlineData("a.b[1] < a.b[1]", NotDistinct + "<, first operand: [a, b, [1]]")]
    [InlineData("contains(a, a)", NotDistinct + "contains, first operand: [a]")]
    [InlineData("a IN (:n, a)", NotDistinct + "IN, first operand: [a]")]
    [InlineData("a BETWEEN :n AND a", NotDistinct + "BETWEEN, first operand: [a]")]
    [InlineData("a BETWEEN :s AND :n",
        "The BETWEEN operator requires same data type for lower and upper bounds; lower bound operand: "
        + "AttributeValue: {S:b}, upper bound operand: AttributeValue: {N:1}")]
    [InlineData("a BETWEEN :s AND :t",
        "The BETWEEN operator requires upper bound to be greater than or equal to lower bound; lower bound operand: "
        + "AttributeValue: {S:b}, upper bound operand: AttributeValue: {S:a}")]
    public void Faults_of_the_operands(string text, string message) => AssertRefused(text, message);

    [Fact]
    public void Placeholders_for_the_same_attribute_are_the_same_operand() => Assert.Equal(
        "Invalid FilterExpression: " + NotDistinct + "=, first operand: [a]",
        Request.Refusal(() => Condition.Parse("#a = a", "FilterExpression", Request.Substitutions("#a=a", null))));

    [Fact]
    public void An_expression_has_a_longest_length()
    {
        var text = "a = :n" + new string(' ', 4090);
        Condition.Parse(text, "ConditionExpression", Request.Substitutions(null, TheValues));
        AssertRefused(text + " ", "Expression size has exceeded the maximum allowed size; expression size: 4097");
        AssertRefused(
            new string('é', 2049), "Expression size has exceeded the maximum allowed size; expression size: 4098");
    }

    [Fact]
    public void Operators_and_functions_are_counted()
    {
        Assert.NotNull(Condition.Parse(Chain(150), "ConditionExpression", Request.Substitutions(null, TheValues)));
        AssertRefused(Chain(151), "The expression contains too many operators; operator count: 301");

        static string Chain(int comparisons) => string.Join(" AND ", Enumerable.Repeat("a=:n", comparisons));
    }

    [Fact]
    public void Nesting_is_bounded_before_the_stack_is()
    {
        Assert.NotNull(Condition.Parse(Nested(150), "ConditionExpression", Request.Substitutions(null, TheValues)));
        AssertRefused(Nested(160), "The expression contains too many operators; operator count: 301");
        AssertRefused(new string('(', 4096), Redundant);
        AssertRefused(string.Concat(Enumerable.Repeat("NOT ", 1024)), "The expression contains too many operators; operator count: 301");
        AssertRefused(string.Concat(Enumerable.Repeat("size(", 800)), "The expression contains too many operators; operator count: 301");
        AssertRefused("a = " + new string('(', 4000), Redundant);
        AssertRefused(
            new string('(', 10_000), "Expression size has exceeded the maximum allowed size; expression size: 10000");

        static string Nested(int comparisons) =>
            string.Concat(Enumerable.Repeat("a=:n OR (", comparisons - 1)) + "a=:n" + new string(')', comparisons - 1);
    }

    [Theory]
    [InlineData("attribute_exists(a[2147483647])", null)]
    [InlineData("attribute_exists(a[2147483648])",
        "List index is not within the allowable range; index: [2147483648]")]
    [InlineData("attribute_exists(a[99999999999999999999])",
        "List index is not within the allowable range; index: [99999999999999999999]")]
    [InlineData("attribute_exists(a[1x])", "Syntax error; token: \"1x\", near: \"[1x]\"")]
    public void List_indexes_have_a_range(string text, string? message)
    {
        if (message is null)
        {
            Assert.False(Condition.Parse(text, "ConditionExpression", Request.Substitutions(null, null)).Holds(null));
            return;
        }

        AssertRefused(text, message);
    }

    [Fact]
    public void IN_takes_a_hundred_operands()
    {
        Assert.NotNull(Condition.Parse(In(100), "ConditionExpression", Request.Substitutions(null, TheValues)));
        AssertRefused(In(101), "The IN operator is provided with too many operands; number of operands: 101");

        static string In(int operands) => $"a IN ({string.Join(',', Enumerable.Repeat(":n", operands))})";
    }

    [Fact]
    public void Paths_have_thirty_two_levels()
    {
        Condition.Parse(
            "attribute_exists(a" + string.Concat(Enumerable.Repeat(".b", 31)) + ")", "ConditionExpression",
            Request.Substitutions(null, null));
        AssertRefused(
            "attribute_exists(a" + string.Concat(Enumerable.Repeat("[0]", 32)) + ")",
            "The document path has too many nesting levels; nesting levels: 33");
    }

    static void AssertRefused(string text, string message) => Assert.Equal(
        $"Invalid ConditionExpression: {message}",
        Request.Refusal(() => Condition.Parse(text, "ConditionExpression", Request.Substitutions(null, TheValues))));
}
