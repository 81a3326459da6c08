using System.Security.Cryptography;
using System.Text.Json;
using GlobalTables.Contracts;

namespace GlobalTables.ControlPlane.Planning;

/// <summary>
/// What a config says, in a few characters: without its epoch, and without answers, which are said once.
/// </summary>
static class ConfigDigest
{
    public static string Of(RegionConfig config)
    {
        var content = config with { Epoch = 0, Answers = [] };
        return Convert.ToHexStringLower(
            SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(content, ContractJson.Default.RegionConfig)));
    }
}
