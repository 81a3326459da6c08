using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using GlobalTables.Gateway;

namespace GlobalTables.Operator.Commands;

/// <summary>Writes an item in one region and reads it in another: what <c>helm test</c> runs.</summary>
static class CheckCommand
{
    static readonly TimeSpan AskAgainAfter = TimeSpan.FromMilliseconds(20);
    static readonly TimeSpan TryAgainAfter = TimeSpan.FromSeconds(1);

    public static Command Create(TimeProvider time, Random random)
    {
        var table = Required("--table-name", "A table that lives in both regions.");
        var region = Required("--write-region", "The region that is written to.");
        var write = Required("--write-endpoint", "Its API, as in http://regionnode.region-us-east-1.svc:8000.");
        var read = Required("--read-endpoint", "The API of the region that is read.");
        var timeout = new Option<string>("--timeout")
        {
            Description = "How long to wait for the table and for the item, as in 60s.",
            DefaultValueFactory = _ => "60s",
        };
        var command = new Command("check", "Writes an item in one region and reads it in another.")
        {
            table, region, write, read, timeout,
        };
        command.SetAction(async (parsed, cancel) =>
        {
            if (!TryParseSeconds(parsed.GetRequiredValue(timeout), out var most))
            {
                await Console.Error.WriteLineAsync("--timeout is a number of seconds, as in 60s.");
                return 1;
            }

            using var limit = new CancellationTokenSource(most, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, limit.Token);
            using var writer = new DynamoClient(new Uri(parsed.GetRequiredValue(write)), time);
            using var reader = new DynamoClient(new Uri(parsed.GetRequiredValue(read)), time);
            var check = new Check(
                parsed.GetRequiredValue(table), parsed.GetRequiredValue(region), writer, reader, time, random);
            return await check.RunAsync(either.Token);
        });
        return command;
    }

    static bool TryParseSeconds(string text, out TimeSpan span)
    {
        var isNumber = int.TryParse(
            text.TrimEnd('s'), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds);
        span = TimeSpan.FromSeconds(seconds);
        return isNumber && seconds > 0;
    }

    static Option<string> Required(string name, string what) => new(name) { Description = what, Required = true };

    sealed class Check(
        string table, string region, DynamoClient writer, DynamoClient reader, TimeProvider time, Random random)
    {
        string last = "nothing was tried";

        public async Task<int> RunAsync(CancellationToken cancel)
        {
            try
            {
                var key = await KeyAsync(cancel);
                await UntilAsync(TryAgainAfter, async () =>
                {
                    await writer.CallAsync(region, "PutItem", Named("Item", key), cancel);
                    return true;
                }, cancel);
                var begin = time.GetTimestamp();
                await UntilAsync(AskAgainAfter, async () =>
                {
                    last = "the item was written and is not there";
                    var answer = await reader.CallAsync(region, "GetItem", Named("Key", key), cancel);
                    return answer.ContainsKey("Item");
                }, cancel);
                var passed = time.GetElapsedTime(begin);
                await writer.CallAsync(region, "DeleteItem", Named("Key", key), cancel);
                await Console.Out.WriteLineAsync(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{table}: written in {region}, read in the other region after {passed.TotalMilliseconds:0} ms"));
                return 0;
            }
            catch (OperationCanceledException)
            {
                await Console.Error.WriteLineAsync($"{table}: given up: {last}");
                return 1;
            }
        }

        /// <summary>Of the table's own key attributes, with values that nobody else has.</summary>
        async Task<JsonObject> KeyAsync(CancellationToken cancel)
        {
            var key = new JsonObject();
            await UntilAsync(TryAgainAfter, async () =>
            {
                var described = await writer.CallAsync(
                    region, "DescribeTable", new JsonObject { ["TableName"] = table }, cancel);
                foreach (var attribute in described["Table"]!["AttributeDefinitions"]!.AsArray())
                {
                    var type = (string)attribute!["AttributeType"]!;
                    var number = random.NextInt64().ToString(CultureInfo.InvariantCulture);
                    key[(string)attribute["AttributeName"]!] = new JsonObject
                    {
                        [type] = type switch
                        {
                            "N" => number,
                            "B" => Convert.ToBase64String(BitConverter.GetBytes(random.NextInt64())),
                            _ => "globaltables-check-" + number,
                        },
                    };
                }

                return true;
            }, cancel);
            return key;
        }

        JsonObject Named(string member, JsonObject key) => new()
        {
            ["TableName"] = table,
            [member] = key.DeepClone(),
        };

        async Task UntilAsync(TimeSpan pause, Func<Task<bool>> holds, CancellationToken cancel)
        {
            while (true)
            {
                try
                {
                    if (await holds())
                    {
                        return;
                    }
                }
                catch (Exception failure) when (failure is HttpRequestException or DynamoAnswerException)
                {
                    last = failure.Message;
                }

                await Task.Delay(pause, time, cancel);
            }
        }
    }
}
