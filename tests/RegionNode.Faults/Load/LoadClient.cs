using System.Text.Json;
using GlobalTables.RegionNode.Faults.Checking;

namespace GlobalTables.RegionNode.Faults.Load;

/// <summary>
/// One client of one region: a request at a time, of all kinds, each noted before it is sent and when it is answered.
/// </summary>
sealed class LoadClient(
    string region, RegionApi api, LoadKeys keys, LoadCounts counts, Random random, TimeSpan pace)
{
    const string ConditionFailed = "ConditionalCheckFailedException";

    /// <summary>Runs until told to stop; a request that is under way is ended first.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            await StepAsync();

            // Around the pace, unevenly, as many clients together are.
            await Task.Delay(pace * (2 * random.NextDouble()), TimeProvider.System, stop)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    async Task StepAsync()
    {
        var (key, isNew) = keys.Pick(random);
        if (isNew)
        {
            await CreateAsync(key);
            return;
        }

        switch (random.Next(100))
        {
            case < 60:
                await AppendAsync(key);
                break;
            case < 80:
                await ReadAsync(key);
                break;
            case < 96:
                await ExchangeAsync(key);
                break;
            default:
                await DeleteAsync(key);
                break;
        }
    }

    async Task CreateAsync(KeyRecord key)
    {
        var sight = key.Look(region);
        if (Begin(key, WriteKind.Create) is { } write)
        {
            var answer = await SendAsync("PutItem", Requests.Create(key.Key, write.Number), key, write);
            if (answer.IsOk)
            {
                key.Acknowledged(write, sight, new([write.Number], 1));
            }
        }
    }

    async Task AppendAsync(KeyRecord key)
    {
        var sight = key.Look(region);
        if (Begin(key, WriteKind.Append) is not { } write)
        {
            return;
        }

        var answer = await SendAsync("UpdateItem", Requests.Append(key.Key, write.Number), key, write);
        if (answer.IsOk)
        {
            key.Acknowledged(write, sight, ImageIn(answer.Body, "Attributes")!);
        }
        else if (answer.Error == ConditionFailed)
        {
            key.Saw(region, sight, null);
            if (key.WasDeletedIn(region))
            {
                await CreateAsync(key);
            }
        }
    }

    async Task ExchangeAsync(KeyRecord key)
    {
        if (await ReadAsync(key) is not { } read)
        {
            return;
        }

        var sight = key.Look(region);
        if (Begin(key, WriteKind.Exchange, read.Writes) is { } write)
        {
            var made = new ItemImage([.. read.History, write.Number], read.Counter + 1);
            var answer = await SendAsync("PutItem", Requests.Exchange(key.Key, read, made), key, write);
            if (answer.IsOk)
            {
                key.Learn(ImageIn(answer.Body, "Attributes")!);
                key.Acknowledged(write, sight, made);
            }
        }
    }

    async Task DeleteAsync(KeyRecord key)
    {
        if (!key.MayDelete(region) || await ReadAsync(key) is not { } read)
        {
            return;
        }

        var sight = key.Look(region);
        if (key.Begin(region, WriteKind.Delete, read.Writes) is { } write)
        {
            var answer = await SendAsync("DeleteItem", Requests.Delete(key.Key, read), key, write);
            if (answer.IsOk)
            {
                key.Acknowledged(write, sight, ImageIn(answer.Body, "Attributes")!);
            }
        }
    }

    async Task<ItemImage?> ReadAsync(KeyRecord key)
    {
        var sight = key.Look(region);
        var answer = await api.AskAsync("GetItem", Requests.Get(key.Key), CancellationToken.None);
        if (!answer.IsOk)
        {
            return null;
        }

        counts.Read();
        var image = ImageIn(answer.Body, "Item");
        key.Saw(region, sight, image);
        return image;
    }

    Write? Begin(KeyRecord key, WriteKind kind, WriteSet replaces = default)
    {
        var write = key.Begin(region, kind, replaces);
        if (write is null)
        {
            keys.Retire(key);
        }

        return write;
    }

    // A refusal is the node's word that nothing was written, and it is held to it. What was not answered, or with an
    // error that promises nothing, stays unknown.
    async Task<Answer> SendAsync(string operation, string body, KeyRecord key, Write write)
    {
        var answer = await api.AskAsync(operation, body, CancellationToken.None);
        var isDiskFull = answer.Status == 500 && answer.Message.Contains("disk is full", StringComparison.Ordinal);
        if (isDiskFull)
        {
            counts.FullDisk();
        }

        if (answer.Error == "ValidationException")
        {
            throw new InvalidOperationException($"The load is wrong: {answer.Message}");
        }

        if (!answer.WasSent || answer.Status is >= 400 and < 500 || isDiskFull)
        {
            key.Refused(write);
        }

        return answer;
    }

    static ItemImage? ImageIn(JsonElement answer, string member) =>
        answer.TryGetProperty(member, out var item) ? ItemImage.Read(item).Image : null;
}
