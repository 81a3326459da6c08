namespace GlobalTables.RegionNode.Conformance.ApiModel;

/// <summary>Keeps <c>docs/compatibility.md</c> true.</summary>
public sealed class CompatibilityTests(Dynamo dynamo)
{
    const string NotSupported = "is not supported by this version of GlobalTables";

    public static TheoryData<string> Supported => new(Compatibility.Instance.Supported);

    public static TheoryData<string> Refused => new(Compatibility.Instance.Refused);

    [Fact]
    public void Every_operation_of_the_service_is_in_it_once()
    {
        var told = Compatibility.Instance.Supported.Concat(Compatibility.Instance.Refused).ToList();

        Assert.Equal(told.Distinct().Order(), told.Order());
        Assert.Empty(ServiceModel.Instance.Operations.Keys.Except(told));
        Assert.Empty(Compatibility.Instance.Supported.Except(ServiceModel.Instance.Operations.Keys));
    }

    [Fact]
    public void Every_parameter_of_the_service_is_in_it() => Assert.All(
        Compatibility.Instance.Supported,
        operation => Assert.Equal(
            ServiceModel.Instance.Operations[operation].Select(member => member.Name).Order(),
            Compatibility.Instance.ParametersOf(operation).Keys.Order()));

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task What_it_says_is_refused_is_refused_by_name(string operation)
    {
        Assert.SkipWhen(dynamo.IsReal, "DynamoDB has it.");
        using var api = new RawApi(dynamo.Endpoint!);

        Assert.Equal(
            ("UnknownOperationException", $"{operation} {NotSupported}"), await api.ErrorAsync(operation, []));
    }

    [Theory]
    [MemberData(nameof(Supported))]
    public async Task Parameters_are_taken_or_refused_as_it_says(string operation)
    {
        Assert.SkipWhen(dynamo.IsReal, "DynamoDB has it all.");
        using var api = new RawApi(dynamo.Endpoint!);
        var arn = (await dynamo.Api.DescribeTableAsync(dynamo.Simple)).Table.TableArn;
        var wrong = new List<string>();
        foreach (var member in ServiceModel.Instance.Operations[operation])
        {
            var said = Compatibility.Instance.ParametersOf(operation)[member.Name];
            var request = BaseRequests.Of(operation, dynamo.Simple, arn);
            request[member.Name] ??= Samples.Of(member);
            var error = await api.ErrorAsync(operation, request);
            var isRefused = error.Message.Contains(NotSupported, StringComparison.Ordinal);
            if (said == "no" != isRefused && said != "in part")
            {
                wrong.Add($"{member.Name} is said to be \"{said}\": {request.ToJsonString()} is answered {error}");
            }
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }
}
