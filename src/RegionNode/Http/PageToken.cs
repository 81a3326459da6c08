using System.Buffers.Text;
using System.Text;
using GlobalTables.RegionNode.Model;

namespace GlobalTables.RegionNode.Http;

/// <summary><c>NextToken</c>: where the last page ended. Clients hand it back as they got it.</summary>
static class PageToken
{
    public static string After(string last) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(last));

    /// <summary>What the last page ended with; null for the first page.</summary>
    public static string? Read(JsonSlice token)
    {
        if (token.AsString() is not { } text)
        {
            return null;
        }

        return Base64Url.IsValid(text)
            ? Encoding.UTF8.GetString(Base64Url.DecodeFromChars(text))
            : throw DynamoException.InvalidParameter("Invalid NextToken");
    }
}
