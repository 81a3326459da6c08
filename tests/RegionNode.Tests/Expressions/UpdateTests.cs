using GlobalTables.RegionNode.Expressions;
using GlobalTables.RegionNode.Tests.Model;

namespace GlobalTables.RegionNode.Tests.Expressions;

public sealed class UpdateTests
{
    const string TheValues = """
        {':1':{'N':'1'},':2':{'N':'2'},':s':{'S':'s'},':l':{'L':[{'S':'s'}]},':e':{'L':[]},':m':{'M':{'x':{'N':'1'}}},
        ':ss':{'SS':['b','c']},':ab':{'SS':['a','b']},':ns':{'NS':['1','2']},':bs':{'BS':['AQ==']},':big':{'N':'9e125'}}
        """;

    [Theory]
    [InlineData("{}", "SET a = :1", "{'a':{'N':'1'}}")]
    [InlineData("{}", "set a=:1,b=:s", "{'a':{'N':'1'},'b':{'S':'s'}}")]
    [InlineData("{'a':{'N':'1'}}", "SET a = a + :2", "{'a':{'N':'3'}}")]
    [InlineData("{'a':{'N':'1'}}", "SET a = a - :2", "{'a':{'N':'-1'}}")]
    [InlineData("{'a':{'N':'1'}}", "SET a = :2-a", "{'a':{'N':'1'}}")]
    [InlineData("{'a':{'N':'1'}}", "SET a = (a + :2)", "{'a':{'N':'3'}}")]
    [InlineData("{'a':{'N':'1'}}", "SET a = (a) + (:2)", "{'a':{'N':'3'}}")]
    [InlineData("{'a':{'N':'1'},'b':{'N':'2'}}", "SET a = b, b = a", "{'a':{'N':'2'},'b':{'N':'1'}}")]
    [InlineData("{'a':{'N':'1'}}", "SET b = a REMOVE a", "{'b':{'N':'1'}}")]
    [InlineData("{'a':{'N':'1'}}", "SET b = a ADD a :2", "{'a':{'N':'3'},'b':{'N':'1'}}")]
    [InlineData("{}", "SET a = if_not_exists(a, :1)", "{'a':{'N':'1'}}")]
    [InlineData("{'a':{'S':'x'}}", "SET a = if_not_exists(a, :1)", "{'a':{'S':'x'}}")]
    [InlineData("{}", "SET a = if_not_exists(a, :1) + :2", "{'a':{'N':'3'}}")]
    [InlineData("{'b':{'N':'7'}}", "SET a = if_not_exists(a, b)", "{'a':{'N':'7'},'b':{'N':'7'}}")]
    [InlineData("{'a':{'L':[{'N':'1'}]}}", "SET a = list_append(a, :l)", "{'a':{'L':[{'N':'1'},{'S':'s'}]}}")]
    [InlineData("{'a':{'L':[{'N':'1'}]}}", "SET a = list_append(:l, a)", "{'a':{'L':[{'S':'s'},{'N':'1'}]}}")]
    [InlineData("{}", "SET a = list_append(if_not_exists(a, :e), :l)", "{'a':{'L':[{'S':'s'}]}}")]
    [InlineData("{'m':{'M':{'x':{'N':'1'}}}}", "SET m.y = :2", "{'m':{'M':{'x':{'N':'1'},'y':{'N':'2'}}}}")]
    [InlineData("{'m':{'M':{'x':{'N':'1'}}}}", "SET m.x = m.x + :2, m.y = m.x",
        "{'m':{'M':{'x':{'N':'3'},'y':{'N':'1'}}}}")]
    [InlineData("{'l':{'L':[{'N':'0'},{'N':'1'}]}}", "SET l[1] = :s", "{'l':{'L':[{'N':'0'},{'S':'s'}]}}")]
    [InlineData("{'l':{'L':[{'N':'0'}]}}", "SET l[9] = :s", "{'l':{'L':[{'N':'0'},{'S':'s'}]}}")]
    [InlineData("{'l':{'L':[]}}", "SET l[20] = :2, l[3] = :1", "{'l':{'L':[{'N':'1'},{'N':'2'}]}}")]
    [InlineData("{'l':{'L':[{'M':{}}]}}", "SET l[0].a = :1, l[0].b = :2", "{'l':{'L':[{'M':{'a':{'N':'1'},'b':{'N':'2'}}}]}}")]
    public void Set(string old, string text, string expected) => AssertUpdated(old, text, expected);

    [Theory]
    [InlineData("{'a':{'N':'1'},'b':{'N':'2'}}", "REMOVE a", "{'b':{'N':'2'}}")]
    [InlineData("{'a':{'N':'1'}}", "REMOVE b", "{'a':{'N':'1'}}")]
    [InlineData("{'m':{'M':{'x':{'N':'1'}}}}", "REMOVE m.x", "{'m':{'M':{}}}")]
    [InlineData("{'m':{'M':{'x':{'N':'1'}}}}", "REMOVE m.y", "{'m':{'M':{'x':{'N':'1'}}}}")]
    [InlineData("{'l':{'L':[{'N':'0'},{'N':'1'},{'N':'2'}]}}", "REMOVE l[0], l[2]", "{'l':{'L':[{'N':'1'}]}}")]
    [InlineData("{'l':{'L':[{'N':'0'}]}}", "REMOVE l[7]", "{'l':{'L':[{'N':'0'}]}}")]
    [InlineData("{'l':{'L':[{'N':'0'},{'N':'1'},{'N':'2'}]}}", "REMOVE l[0] SET l[1] = :s", "{'l':{'L':[{'S':'s'},{'N':'2'}]}}")]
    [InlineData("{'l':{'L':[{'N':'0'},{'N':'1'}]}}", "SET l[5] = :s REMOVE l[1]", "{'l':{'L':[{'N':'0'},{'S':'s'}]}}")]
    public void Remove(string old, string text, string expected) => AssertUpdated(old, text, expected);

    [Theory]
    [InlineData("{}", "ADD a :1", "{'a':{'N':'1'}}")]
    [InlineData("{'a':{'N':'1.5'}}", "ADD a :1", "{'a':{'N':'2.5'}}")]
    [InlineData("{'a':{'SS':['a','b']}}", "ADD a :ss", "{'a':{'SS':['a','b','c']}}")]
    [InlineData("{}", "ADD a :ss, b :ns, c :bs", "{'a':{'SS':['b','c']},'b':{'NS':['1','2']},'c':{'BS':['AQ==']}}")]
    [InlineData("{'a':{'NS':['2','3']}}", "ADD a :ns", "{'a':{'NS':['1','2','3']}}")]
    [InlineData("{'a':{'BS':['AA==']}}", "ADD a :bs", "{'a':{'BS':['AA==','AQ==']}}")]
    [InlineData("{'m':{'M':{}}}", "ADD m.a :1", "{'m':{'M':{'a':{'N':'1'}}}}")]
    [InlineData("{'a':{'SS':['a','b','c']}}", "DELETE a :ss", "{'a':{'SS':['a']}}")]
    [InlineData("{'a':{'SS':['b']},'b':{'N':'1'}}", "DELETE a :ss", "{'b':{'N':'1'}}")]
    [InlineData("{'b':{'N':'1'}}", "DELETE a :ss", "{'b':{'N':'1'}}")]
    [InlineData("{'a':{'NS':['1','5']}}", "DELETE a :ns", "{'a':{'NS':['5']}}")]
    [InlineData("{'a':{'BS':['AQ==','AA==']}}", "DELETE a :bs", "{'a':{'BS':['AA==']}}")]
    public void Add_and_delete(string old, string text, string expected) => AssertUpdated(old, text, expected);

    [Theory]
    [InlineData("{}", "SET a = b", "The provided expression refers to an attribute that does not exist in the item")]
    [InlineData("{}", "SET a = a + :1", "The provided expression refers to an attribute that does not exist in the item")]
    [InlineData("{}", "SET a = list_append(a, :l)", "The provided expression refers to an attribute that does not exist in the item")]
    [InlineData("{'a':{'S':'x'}}", "SET a = a + :1", "An operand in the update expression has an incorrect data type")]
    [InlineData("{'a':{'S':'x'}}", "SET a = list_append(a, :l)", "An operand in the update expression has an incorrect data type")]
    [InlineData("{'a':{'S':'x'}}", "ADD a :1", "An operand in the update expression has an incorrect data type")]
    [InlineData("{'a':{'NS':['1']}}", "ADD a :ss", "An operand in the update expression has an incorrect data type")]
    [InlineData("{'a':{'L':[]}}", "DELETE a :ss", "An operand in the update expression has an incorrect data type")]
    [InlineData("{}", "SET a.b = :1", "The document path provided in the update expression is invalid for update")]
    [InlineData("{'a':{'S':'x'}}", "SET a.b = :1", "The document path provided in the update expression is invalid for update")]
    [InlineData("{'a':{'M':{}}}", "SET a[0] = :1", "The document path provided in the update expression is invalid for update")]
    [InlineData("{'a':{'M':{}}}", "SET a.b.c = :1", "The document path provided in the update expression is invalid for update")]
    [InlineData("{'a':{'L':[]}}", "SET a[0].b = :1", "The document path provided in the update expression is invalid for update")]
    [InlineData("{}", "REMOVE a.b", "The document path provided in the update expression is invalid for update")]
    [InlineData("{}", "DELETE a.b :ss", "The document path provided in the update expression is invalid for update")]
    [InlineData("{'a':{'N':'9e125'}}", "ADD a :big", "Number overflow. Attempting to store a number with magnitude larger than supported range")]
    [InlineData("{'a':{'N':'1e100'}}", "SET a = a + :1", "Attempting to store more than 38 significant digits in a Number")]
    public void Updates_that_do_not_fit_the_item_are_refused(string old, string text, string message) =>
        Assert.Equal(message, Request.Refusal(() => Parse(text).Apply(Items.Item(old), [])));

    [Fact]
    public void Values_do_not_come_to_lie_too_deep()
    {
        var substitutions = Request.Substitutions(null, $"{{':v':{Nested(31, "{'S':'x'}")}}}");
        var update = Update.Parse("SET a.b = :v", substitutions, Request.Keys);
        Assert.StartsWith(
            "Nesting Levels have exceeded supported limits",
            Request.Refusal(() => update.Apply(Items.Item("{'a':{'M':{}}}"), [])));

        static string Nested(int depth, string inner) =>
            string.Concat(Enumerable.Repeat("{'L':[", depth)) + inner + string.Concat(Enumerable.Repeat("]}", depth));
    }

    [Fact]
    public void Old_items_and_values_are_never_changed()
    {
        const string json = "{'l':{'L':[{'M':{'x':{'N':'1'}}}]},'s':{'SS':['a']},'m':{'M':{'n':{'M':{}}}}}";
        var old = Items.Item(json);
        var changed = Parse("SET l[0].x = :2, l[1] = :m, m.n.o = :m ADD s :ss").Apply(old, []);
        Items.AssertSame(json, old);
        var again = Parse("SET l[1].x = :s REMOVE l[0] DELETE s :ab").Apply(changed, []);
        Items.AssertSame("{'l':{'L':[{'M':{'x':{'S':'s'}}}]},'s':{'SS':['c']},'m':{'M':{'n':{'M':{'o':{'M':{'x':{'N':'1'}}}}}}}}", again);
    }

    [Fact]
    public void A_new_item_begins_with_its_key()
    {
        var key = Items.Item("{'pk':{'S':'p'},'sk':{'N':'1'}}");
        Items.AssertSame("{'pk':{'S':'p'},'sk':{'N':'1'},'a':{'N':'1'}}", Parse("SET a = :1").Apply(null, key));
        Items.AssertSame("{'pk':{'S':'p'},'sk':{'N':'1'}}", key);
    }

    [Theory]
    [InlineData("SET a = :1", true)]
    [InlineData("ADD a :1", true)]
    [InlineData("REMOVE a", false)]
    [InlineData("DELETE a :ss", false)]
    [InlineData("REMOVE a ADD b :1", true)]
    public void Taking_away_makes_no_item(string text, bool creates) => Assert.Equal(creates, Parse(text).CreatesItem);

    [Fact]
    public void The_parts_that_an_update_names_are_shown()
    {
        var old = Items.Item("{'a':{'N':'1'},'b':{'N':'2'},'m':{'M':{'x':{'N':'1'},'y':{'N':'2'}}},'l':{'L':[{'N':'0'},{'N':'1'}]}}");
        var update = Parse("SET a = :2, c = :s, m.x = :2, l[1] = :s REMOVE b");
        var changed = update.Apply(old, []);
        Items.AssertSame(
            "{'a':{'N':'1'},'b':{'N':'2'},'m':{'M':{'x':{'N':'1'}}},'l':{'L':[{'N':'1'}]}}", update.Updated(old));
        Items.AssertSame(
            "{'a':{'N':'2'},'c':{'S':'s'},'m':{'M':{'x':{'N':'2'}}},'l':{'L':[{'S':'s'}]}}", update.Updated(changed));
        Assert.Empty(update.Updated(null));
    }

    static Update Parse(string text) => Update.Parse(text, Request.Substitutions(null, TheValues), Request.Keys);

    static void AssertUpdated(string old, string text, string expected) =>
        Items.AssertSame(expected, Parse(text).Apply(Items.Item(old), []));
}
