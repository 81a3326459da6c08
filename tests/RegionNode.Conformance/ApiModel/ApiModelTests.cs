using System.Text.Json.Nodes;

namespace GlobalTables.RegionNode.Conformance.ApiModel;

/// <summary>
/// Holds the operations to the service's own model of its API: what they make of members that they do not know, that
/// are missing, that are of another type or beyond their bounds.
/// </summary>
public sealed class ApiModelTests(Dynamo dynamo)
{
    /// <summary>A model to make the file of: a <c>service-2.json</c> of the AWS SDKs.</summary>
    const string ModelVariable = "GLOBALTABLES_API_MODEL";

    /// <summary>Where the file is to be written, to take a newer model in.</summary>
    const string IntoVariable = "GLOBALTABLES_API_MODEL_INTO";

    /// <summary>Stands in a way for the one element of a list.</summary>
    const string Element = "[]";

    /// <summary>What the service says instead, where it has words of its own for what the model rules.</summary>
    static readonly Dictionary<string, string> OwnWords = new()
    {
        ["CreateTable missing tableName"] = "The parameter 'TableName' is required but was not present in the request",
        ["DeleteTable missing tableName"] = "The parameter 'TableName' is required but was not present in the request",
        ["DescribeTable missing tableName"] =
            "The parameter 'TableName' is required but was not present in the request",
        ["UpdateTable missing tableName"] = "The parameter 'TableName' is required but was not present in the request",
        ["ListTagsOfResource missing resourceArn"] = "Invalid TableArn",
        ["TagResource missing resourceArn"] = "Invalid TableArn",
        ["UntagResource missing resourceArn"] = "Invalid TableArn",
        ["Query bounds limit"] =
            "1 validation error detected: Value at 'Limit' failed to satisfy constraint: "
            + "Member must have value greater than or equal to 1",
    };

    public static TheoryData<string> Operations =>
        new(Compatibility.Instance.Supported.Where(ServiceModel.Instance.Operations.ContainsKey));

    [Fact]
    public void The_file_says_what_the_model_says()
    {
        var path = Environment.GetEnvironmentVariable(ModelVariable);
        Assert.SkipWhen(string.IsNullOrEmpty(path), $"{ModelVariable} names no model.");
        var text = ApiModelFile.From(File.ReadAllText(path));
        if (Environment.GetEnvironmentVariable(IntoVariable) is { Length: > 0 } into)
        {
            File.WriteAllText(into, text);
        }

        Assert.Equal(text, ServiceModel.Text);
    }

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task Members_that_the_service_does_not_know_are_ignored(string operation)
    {
        using var asked = await AskedAsync(operation);
        var changed = asked.Base();
        changed["Nonsense"] = new JsonObject { ["a"] = 1 };

        Assert.Equal(
            await asked.Api.ErrorAsync(operation, asked.Base()), await asked.Api.ErrorAsync(operation, changed));
    }

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task JSON_of_another_type_is_refused_before_all_else(string operation)
    {
        using var asked = await AskedAsync(operation);
        foreach (var (member, path) in Members(operation))
        {
            foreach (var (value, message) in WrongValues.OfOtherTypes(member))
            {
                await asked.ExpectAsync(
                    $"{string.Join('.', path)} = {value.ToJsonString()}",
                    ("SerializationException", message),
                    Put(asked.Base(), path, value));
            }
        }

        asked.AssertAll();
    }

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task What_is_required_is_missed(string operation)
    {
        using var asked = await AskedAsync(operation);
        foreach (var member in ServiceModel.Instance.Operations[operation].Where(member => member.IsRequired))
        {
            var request = asked.Base();
            request.Remove(member.Name);
            var message = OwnWords.GetValueOrDefault(
                $"{operation} missing {member.At}", WrongValues.Missing(member.At));
            await asked.ExpectAsync($"no {member.Name}", ("ValidationException", message), request);
        }

        asked.AssertAll();
    }

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task Values_are_within_their_bounds(string operation)
    {
        using var asked = await AskedAsync(operation);
        var bounded = ServiceModel.Instance.Operations[operation].Where(member => IsBounded(operation, member));
        foreach (var member in bounded)
        {
            foreach (var (value, message) in WrongValues.BeyondBounds(member, member.At))
            {
                await asked.ExpectAsync(
                    $"{member.Name} = {value.ToJsonString()}",
                    ("ValidationException", OwnWords.GetValueOrDefault($"{operation} bounds {member.At}", message)),
                    Put(asked.Base(), [member.Name], value));
            }
        }

        asked.AssertAll();
    }

    /// <summary>Names of tables have bounds of their own, and what is refused by name is refused as it is.</summary>
    static bool IsBounded(string operation, ModelMember member) =>
        member.Name is not ("TableName" or "TableArn") && Compatibility.Instance.Takes(operation, member.Name);

    /// <summary>The members of a request, and those of structures in it, each with the way to it.</summary>
    static IEnumerable<(ModelMember Member, string[] Path)> Members(string operation)
    {
        foreach (var member in ServiceModel.Instance.Operations[operation])
        {
            yield return (member, [member.Name]);
            string[] within = member.Type switch
            {
                "list" => [member.Name, Element],
                "map" => [member.Name, "aaa"],
                _ => [member.Name],
            };
            if (!Compatibility.Instance.Takes(operation, member.Name)
                || !ServiceModel.Instance.Structures.TryGetValue(member.Of ?? member.Type, out var inner)
                || member.Of == "AttributeValue")
            {
                continue;
            }

            foreach (var one in inner)
            {
                yield return (one, [.. within, one.Name]);
            }
        }
    }

    /// <summary>The request with the value at the end of the way. A list or map on it has nothing besides.</summary>
    static JsonObject Put(JsonObject request, string[] path, JsonNode value)
    {
        JsonNode inner = value.DeepClone();
        for (var at = path.Length - 1; at > 0; at--)
        {
            inner = path[at] == Element
                ? new JsonArray(inner)
                : new JsonObject { [path[at]] = inner };
        }

        request[path[0]] = inner;
        return request;
    }

    async Task<Asked> AskedAsync(string operation)
    {
        Assert.SkipWhen(dynamo.IsReal, "The requests are not signed.");
        var arn = (await dynamo.Api.DescribeTableAsync(dynamo.Simple)).Table.TableArn;
        return new Asked(operation, dynamo.Endpoint!, dynamo.Simple, arn);
    }

    /// <summary>One operation, and what it answered otherwise than it should.</summary>
    sealed class Asked(string operation, Uri endpoint, string table, string arn) : IDisposable
    {
        readonly List<string> differences = [];

        public RawApi Api { get; } = new(endpoint);

        public JsonObject Base() => BaseRequests.Of(operation, table, arn);

        /// <summary>A set of values is told in an order of its own: only the text before it is compared.</summary>
        public async Task ExpectAsync(string what, (string Type, string Message) expected, JsonObject request)
        {
            var actual = await Api.ErrorAsync(operation, request);
            var isSame = actual.Type == expected.Type
                && (expected.Message.EndsWith("set: ", StringComparison.Ordinal)
                    ? actual.Message.StartsWith(expected.Message, StringComparison.Ordinal)
                    : actual.Message == expected.Message);
            if (!isSame)
            {
                differences.Add($"{operation} {what}\n  is     {actual}\n  should {expected}");
            }
        }

        public void AssertAll() => Assert.True(differences.Count == 0, string.Join('\n', differences));

        public void Dispose() => Api.Dispose();
    }
}
