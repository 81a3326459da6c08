namespace GlobalTables.Gateway;

/// <summary>
/// The region for which a request was signed: the third part of the credential scope, in the Authorization header or,
/// for a presigned request, in the query.
/// </summary>
public static class SignedRegion
{
    const string InHeader = "Credential=";
    const string InQuery = "X-Amz-Credential=";

    /// <summary>Empty when there is no signature, or none that names a region.</summary>
    public static ReadOnlySpan<char> Of(ReadOnlySpan<char> authorization, ReadOnlySpan<char> query)
    {
        var credential = After(authorization, InHeader, ',');
        if (!credential.IsEmpty)
        {
            return ThirdPart(credential, "/");
        }

        credential = After(query, InQuery, '&');
        return credential.Contains('/') ? ThirdPart(credential, "/") : ThirdPart(credential, "%2F");
    }

    static ReadOnlySpan<char> After(ReadOnlySpan<char> text, ReadOnlySpan<char> name, char end)
    {
        var start = text.IndexOf(name, StringComparison.OrdinalIgnoreCase);
        if (start < 0)
        {
            return [];
        }

        var rest = text[(start + name.Length)..];
        var length = rest.IndexOf(end);
        return (length < 0 ? rest : rest[..length]).Trim();
    }

    /// <summary>
    /// Key, date, region, service, <c>aws4_request</c>. The key may hold slashes: parts are counted from the
    /// end.
    /// </summary>
    static ReadOnlySpan<char> ThirdPart(ReadOnlySpan<char> credential, ReadOnlySpan<char> separator)
    {
        const int PartsAfterRegion = 2;
        for (var part = 0; part < PartsAfterRegion; part++)
        {
            var last = credential.LastIndexOf(separator, StringComparison.OrdinalIgnoreCase);
            if (last < 0)
            {
                return [];
            }

            credential = credential[..last];
        }

        var before = credential.LastIndexOf(separator, StringComparison.OrdinalIgnoreCase);
        return before < 0 ? [] : credential[(before + separator.Length)..];
    }
}
