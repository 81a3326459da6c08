using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using GlobalTables.Contracts;

namespace GlobalTables.Tests.Shared;

/// <summary>What a control plane does, as far as regions that share a table need it.</summary>
sealed class ControlClient : IDisposable
{
    readonly HttpClient http = new()
    {
        DefaultRequestVersion = HttpVersion.Version20,
        DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
    };

    public async Task<RegionStatus> PushAsync(NodeProcess node, RegionConfig config, CancellationToken cancel)
    {
        using var body = new ByteArrayContent(
            JsonSerializer.SerializeToUtf8Bytes(config, ContractJson.Default.RegionConfig));
        body.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using var answer = await http.PutAsync(new Uri(node.Peers, "/control/config"), body, cancel);
        return await ReadAsync(answer, cancel);
    }

    /// <summary>The status, once it is another than the one seen or a moment has passed.</summary>
    public async Task<RegionStatus> StatusAsync(NodeProcess node, long seen, CancellationToken cancel)
    {
        using var answer = await http.GetAsync(new Uri(node.Peers, $"/control/status?seen={seen}"), cancel);
        return await ReadAsync(answer, cancel);
    }

    public void Dispose() => http.Dispose();

    static async Task<RegionStatus> ReadAsync(HttpResponseMessage answer, CancellationToken cancel)
    {
        var body = await answer.Content.ReadAsByteArrayAsync(cancel);
        return answer.IsSuccessStatusCode
            ? JsonSerializer.Deserialize(body, ContractJson.Default.RegionStatus)!
            : throw new InvalidOperationException(
                $"The node refused with {(int)answer.StatusCode}: {Encoding.UTF8.GetString(body)}");
    }
}
