using GlobalTables.RegionNode.Expressions;
using GlobalTables.RegionNode.Tests.Model;

namespace GlobalTables.RegionNode.Tests.Expressions;

public sealed class ProjectionTests
{
    const string TheItem = """
        {'a':{'S':'x'},'m':{'M':{'x':{'N':'1'},'y':{'M':{'z':{'N':'2'},'w':{'N':'3'}}}}},
        'l':{'L':[{'N':'0'},{'L':[{'N':'10'},{'N':'11'}]},{'M':{'k':{'S':'v'},'j':{'S':'u'}}}]}}
        """;

    [Theory]
    [InlineData("a", "{'a':{'S':'x'}}")]
    [InlineData("a, gone", "{'a':{'S':'x'}}")]
    [InlineData("gone", "{}")]
    [InlineData("m.x", "{'m':{'M':{'x':{'N':'1'}}}}")]
    [InlineData("m.y.z,m.x", "{'m':{'M':{'x':{'N':'1'},'y':{'M':{'z':{'N':'2'}}}}}}")]
    [InlineData("m.y", "{'m':{'M':{'y':{'M':{'z':{'N':'2'},'w':{'N':'3'}}}}}}")]
    [InlineData("m.gone", "{}")]
    [InlineData("m.gone.deeper, m.x", "{'m':{'M':{'x':{'N':'1'}}}}")]
    [InlineData("m[0]", "{}")]
    [InlineData("l[0]", "{'l':{'L':[{'N':'0'}]}}")]
    [InlineData("l[2].k, l[0]", "{'l':{'L':[{'N':'0'},{'M':{'k':{'S':'v'}}}]}}")]
    [InlineData("l[2].k, l[2].j", "{'l':{'L':[{'M':{'k':{'S':'v'},'j':{'S':'u'}}}]}}")]
    [InlineData("l[1][1]", "{'l':{'L':[{'L':[{'N':'11'}]}]}}")]
    [InlineData("l[9]", "{}")]
    [InlineData("l[9], a", "{'a':{'S':'x'}}")]
    [InlineData("l.x, a.b, a1[0]", "{}")]
    [InlineData("#m.#x", "{'m':{'M':{'x':{'N':'1'}}}}")]
    public void Paths_pick_parts(string text, string expected) => Items.AssertSame(expected, Parse(text).Of(Items.Item(TheItem)));

    [Theory]
    [InlineData("a, a", "overlap", "[a]", "[a]")]
    [InlineData("a.b, a", "overlap", "[a, b]", "[a]")]
    [InlineData("a, a.b", "overlap", "[a]", "[a, b]")]
    [InlineData("a[1], a[1].b", "overlap", "[a, [1]]", "[a, [1], b]")]
    [InlineData("#x, x", "overlap", "[x]", "[x]")]
    [InlineData("a.b, a[0]", "conflict", "[a, b]", "[a, [0]]")]
    [InlineData("c, a[0].x, a.b", "conflict", "[a, [0], x]", "[a, b]")]
    public void Paths_neither_overlap_nor_conflict(string text, string how, string one, string two) => Assert.Equal(
        $"Invalid ProjectionExpression: Two document paths {how} with each other; must remove or rewrite one of these "
        + $"paths; path one: {one}, path two: {two}",
        Request.Refusal(() => Parse(text)));

    [Theory]
    [InlineData("", "The expression can not be empty;")]
    [InlineData("a,", "Syntax error; token: \"<EOF>\", near: \",\"")]
    [InlineData("a b", "Syntax error; token: \"b\", near: \"a b\"")]
    [InlineData("!!", "Syntax error; token: \"!\", near: \"!!\"")]
    [InlineData(":v", "Syntax error; token: \":v\", near: \":v\"")]
    [InlineData("a, name", "Attribute name is a reserved keyword; reserved keyword: name")]
    [InlineData("#b", "An expression attribute name used in the document path is not defined; attribute name: #b")]
    public void Invalid_projections_are_refused(string text, string message) =>
        Assert.Equal($"Invalid ProjectionExpression: {message}", Request.Refusal(() => Parse(text)));

    static Projection Parse(string text) => Projection.Parse(text, Request.Substitutions("#m=m,#x=x", null));
}
