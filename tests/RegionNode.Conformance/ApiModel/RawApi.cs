using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace GlobalTables.RegionNode.Conformance.ApiModel;

/// <summary>
/// Requests that no client would send. They are not signed: DynamoDB itself is not asked. What an answer says is its
/// error's short name and message, or nothing.
/// </summary>
sealed class RawApi(Uri endpoint) : IDisposable
{
    readonly HttpClient client = new() { BaseAddress = endpoint };

    public async Task<(string Type, string Message)> ErrorAsync(string operation, JsonObject request)
    {
        using var message = new HttpRequestMessage(HttpMethod.Post, "/");
        message.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(request.ToJsonString()));
        message.Content.Headers.ContentType = new MediaTypeHeaderValue("application/x-amz-json-1.0");
        message.Headers.Add("X-Amz-Target", "DynamoDB_20120810." + operation);
        using var answer = await client.SendAsync(message);
        if (answer.IsSuccessStatusCode)
        {
            return ("", "");
        }

        var error = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
        return (((string)error["__type"]!).Split('#')[^1], (string?)error["message"] ?? "");
    }

    public void Dispose() => client.Dispose();
}
