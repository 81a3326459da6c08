using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;

namespace GlobalTables.Gateway;

/// <summary>An error that DynamoDB's API answered.</summary>
public sealed class DynamoAnswerException(HttpStatusCode status, string type, string message)
    : Exception($"{(int)status} {type}: {message}");

/// <summary>
/// Just enough of a DynamoDB client: every call goes to the one endpoint, signed in form (not in fact) for a region.
/// </summary>
public sealed class DynamoClient(Uri endpoint, TimeProvider time) : IDisposable
{
    readonly HttpClient http = new() { BaseAddress = endpoint };

    public async Task<JsonObject> CallAsync(string region, string operation, JsonObject body, CancellationToken cancel)
    {
        var date = time.GetUtcNow();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/")
        {
            Content = new StringContent(
                body.ToJsonString(), new MediaTypeHeaderValue("application/x-amz-json-1.0")),
        };
        request.Headers.Add("X-Amz-Target", $"DynamoDB_20120810.{operation}");
        request.Headers.Add("X-Amz-Date", $"{date:yyyyMMddTHHmmssZ}");
        request.Headers.TryAddWithoutValidation(
            "Authorization",
            $"AWS4-HMAC-SHA256 Credential=local/{date:yyyyMMdd}/{region}/dynamodb/aws4_request, "
            + $"SignedHeaders=content-type;host;x-amz-date;x-amz-target, Signature={new string('0', 64)}");
        using var response = await http.SendAsync(request, cancel);
        var answer = JsonNode.Parse(await response.Content.ReadAsStringAsync(cancel))!.AsObject();
        return response.IsSuccessStatusCode
            ? answer
            : throw new DynamoAnswerException(
                response.StatusCode,
                (string?)answer["__type"] ?? "",
                (string?)(answer["message"] ?? answer["Message"]) ?? "");
    }

    public void Dispose() => http.Dispose();
}
