using GlobalTables.RegionNode.Expressions;
using GlobalTables.RegionNode.Model;
using GlobalTables.RegionNode.Tests.Model;

namespace GlobalTables.RegionNode.Tests.Expressions;

public sealed class ConditionTests
{
    const string TheItem = """
        {'pk':{'S':'p'},'sk':{'N':'1'},'s':{'S':'hello'},'n':{'N':'5'},'b':{'B':'AQID'},'t':{'BOOL':true},
        'nil':{'NULL':true},'ss':{'SS':['x','y']},'ns':{'NS':['1','2']},'bs':{'BS':['AQ==','Ag==']},
        'l':{'L':[{'N':'1'},{'S':'two'},{'M':{'deep':{'S':'down'}}}]},'m':{'M':{'x':{'N':'5'},'y.z':{'S':'dot'}}},
        'high':{'S':'😀'},'low':{'S':'￿'}}
        """;

    const string TheValues = """
        {':five':{'N':'5.0'},':six':{'N':'6'},':four':{'N':'4'},':hello':{'S':'hello'},':he':{'S':'he'},':l':{'S':'l'},
        ':z':{'S':'z'},':x':{'S':'x'},':one':{'N':'1'},':two':{'N':'2'},':three':{'N':'3'},':bin':{'B':'AQID'},
        ':begin':{'B':'AQ=='},':mid':{'B':'AgM='},':true':{'BOOL':true},':null':{'NULL':true},':ss':{'SS':['y','x']},
        ':S':{'S':'S'},':N':{'S':'N'},':L':{'S':'L'},':SS':{'S':'SS'},':NULL':{'S':'NULL'},':BOOL':{'S':'BOOL'},
        ':deep':{'M':{'deep':{'S':'down'}}},':empty':{'S':''},':down':{'S':'down'},':list':{'L':[{'N':'1'}]}}
        """;

    static readonly Dictionary<string, AttributeValue> Item = Items.Item(TheItem);

    [Theory]
    [InlineData("n = :five", true)]
    [InlineData("n=:five", true)]
    [InlineData("n <> :five", false)]
    [InlineData("n<>:six", true)]
    [InlineData("n < :six", true)]
    [InlineData("n < :five", false)]
    [InlineData("n <= :five", true)]
    [InlineData("n > :four", true)]
    [InlineData("n >= :six", false)]
    [InlineData(":six > n", true)]
    [InlineData(":five = :six", false)]
    [InlineData("n = m.x", true)]
    [InlineData("s = :hello", true)]
    [InlineData("s > :he", true)]
    [InlineData("b = :bin", true)]
    [InlineData("b > :begin", true)]
    [InlineData("t = :true", true)]
    [InlineData("nil = :null", true)]
    [InlineData("ss = :ss", true)]
    [InlineData("l[2] = :deep", true)]
    [InlineData("l[2].deep = :down", true)]
    [InlineData("l [ 2 ] . deep = :down", true)]
    [InlineData("s < :six", false)]
    [InlineData("s > :six", false)]
    [InlineData("s <> :six", true)]
    [InlineData("gone = :six", false)]
    [InlineData("gone <> :six", true)]
    [InlineData("gone < :six", false)]
    [InlineData("gone = absent", false)]
    [InlineData("l[9] = :six", false)]
    [InlineData("s[0] = :six", false)]
    [InlineData("s.x = :six", false)]
    [InlineData("l.x = :six", false)]
    [InlineData("m[0] = :six", false)]
    [InlineData("high > low", true)]
    public void Comparisons(string condition, bool holds) => AssertHolds(holds, condition);

    [Theory]
    [InlineData("n BETWEEN :four AND :six", true)]
    [InlineData("n between :five and :five", true)]
    [InlineData("n BETWEEN :six AND :six", false)]
    [InlineData("s BETWEEN :he AND :z", true)]
    [InlineData("s BETWEEN :four AND :six", false)]
    [InlineData("gone BETWEEN :four AND :six", false)]
    [InlineData(":five BETWEEN sk AND n", true)]
    [InlineData("n BETWEEN :six AND sk", false)]
    [InlineData("n IN (:four, :five)", true)]
    [InlineData("n IN (:four)", false)]
    [InlineData("n in (:hello, m.x)", true)]
    [InlineData("gone IN (:four)", false)]
    [InlineData("ss IN (:ss)", true)]
    public void Ranges_and_lists(string condition, bool holds) => AssertHolds(holds, condition);

    [Theory]
    [InlineData("attribute_exists(s)", true)]
    [InlineData("attribute_exists(nil)", true)]
    [InlineData("attribute_exists(gone)", false)]
    [InlineData("attribute_exists(l[2].deep)", true)]
    [InlineData("attribute_exists (l[2].deep.er)", false)]
    [InlineData("attribute_not_exists(s)", false)]
    [InlineData("attribute_not_exists(m.gone)", true)]
    [InlineData("attribute_type(s, :S)", true)]
    [InlineData("attribute_type(s, :N)", false)]
    [InlineData("attribute_type(l, :L)", true)]
    [InlineData("attribute_type(ss, :SS)", true)]
    [InlineData("attribute_type(nil, :NULL)", true)]
    [InlineData("attribute_type(t, :BOOL)", true)]
    [InlineData("attribute_type(gone, :S)", false)]
    [InlineData("begins_with(s, :he)", true)]
    [InlineData("begins_with(s, :empty)", true)]
    [InlineData("begins_with(s, :l)", false)]
    [InlineData("begins_with(b, :begin)", true)]
    [InlineData("begins_with(b, :he)", false)]
    [InlineData("begins_with(n, :he)", false)]
    [InlineData("begins_with(gone, :he)", false)]
    [InlineData("begins_with(:hello, :he)", true)]
    [InlineData("contains(s, :l)", true)]
    [InlineData("contains(s, :z)", false)]
    [InlineData("contains(b, :mid)", true)]
    [InlineData("contains(ss, :x)", true)]
    [InlineData("contains(ss, :z)", false)]
    [InlineData("contains(ns, :two)", true)]
    [InlineData("contains(bs, :begin)", true)]
    [InlineData("contains(l, :one)", true)]
    [InlineData("contains(l, :deep)", true)]
    [InlineData("contains(l, :z)", false)]
    [InlineData("contains(m, :x)", false)]
    [InlineData("contains(:hello, :l)", true)]
    [InlineData("size(s) = :five", true)]
    [InlineData("size(high) = :two", true)]
    [InlineData("size(b) = :three", true)]
    [InlineData("size(ss) = :two", true)]
    [InlineData("size(l) = :three", true)]
    [InlineData("size(m) = :two", true)]
    [InlineData("size(s) BETWEEN :four AND :six", true)]
    [InlineData(":five IN (size(s))", true)]
    [InlineData("size(n) = :one", false)]
    [InlineData("size(gone) = :one", false)]
    [InlineData("size(:hello) = :five", true)]
    public void Functions(string condition, bool holds) => AssertHolds(holds, condition);

    [Theory]
    [InlineData("n = :five AND s = :hello", true)]
    [InlineData("n = :five and s = :he", false)]
    [InlineData("n = :six OR s = :hello", true)]
    [InlineData("NOT n = :six", true)]
    [InlineData("not n = :five", false)]
    [InlineData("NOT NOT n = :five", true)]
    [InlineData("NOT n = :six AND n = :six", false)]
    [InlineData("NOT (n = :six AND n = :six)", true)]
    [InlineData("n = :five OR n = :six AND n = :six", true)]
    [InlineData("(n = :five OR n = :six) AND n = :six", false)]
    [InlineData("n = :six AND n = :six OR n = :five", true)]
    [InlineData("(n) = (:five)", true)]
    [InlineData("(size(s)) = :five", true)]
    [InlineData("((size(s)) = :five)", true)]
    [InlineData("(n = :five) AND (s = :hello)", true)]
    [InlineData("((n = :five) AND (s = :hello))", true)]
    [InlineData("(attribute_exists(s))", true)]
    [InlineData("n BETWEEN :four AND :six AND s = :he", false)]
    [InlineData("NOT n BETWEEN :four AND :six OR s = :hello", true)]
    [InlineData("NOT attribute_exists(gone)", true)]
    [InlineData("\tn\r\n=\n:five ", true)]
    public void Connectives(string condition, bool holds) => AssertHolds(holds, condition);

    [Fact]
    public void Placeholders_stand_for_names_and_dots_in_them_are_no_path()
    {
        var substitutions = Request.Substitutions("#m=m,#dot=y.z", "{':v':{'S':'dot'}}");
        Assert.True(Condition.Parse("#m.#dot = :v", "FilterExpression", substitutions).Holds(Item));
    }

    [Theory]
    [InlineData("attribute_not_exists(pk)", true)]
    [InlineData("pk = :x", false)]
    [InlineData("pk <> :x", true)]
    public void Without_an_item_nothing_exists(string condition, bool holds) =>
        Assert.Equal(holds, Parse(condition).Holds(null));

    [Fact]
    public void A_filter_must_leave_the_keys_alone()
    {
        Assert.Equal(
            "Filter Expression can only contain non-primary key attributes: Primary key attribute: sk",
            Request.Refusal(() => Parse("n = :five AND sk = :one").ThrowIfOnKeys(Request.Keys)));
        Assert.Equal(
            "Key attributes must be scalars; list random access '[]' and map lookup '.' are not allowed: Key: pk",
            Request.Refusal(() => Parse("pk.a = :one").ThrowIfInsideKeys(Request.Keys)));
        Parse("n = :five AND pk = :x").ThrowIfInsideKeys(Request.Keys);
    }

    static Condition Parse(string text) =>
        Condition.Parse(text, "ConditionExpression", Request.Substitutions(null, TheValues));

    static void AssertHolds(bool expected, string condition) => Assert.Equal(expected, Parse(condition).Holds(Item));
}
