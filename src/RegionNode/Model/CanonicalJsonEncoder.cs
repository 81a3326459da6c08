using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;

namespace GlobalTables.RegionNode.Model;

/// <summary>
/// Escapes what JSON demands and nothing else. The framework's own encoders also escape what their version of
/// Unicode does not know, so the same item would have other bytes under the next version; canonical bytes may not
/// depend on that. Half a surrogate pair, which has no UTF-8, becomes the replacement character.
/// </summary>
sealed unsafe class CanonicalJsonEncoder : JavaScriptEncoder
{
    public static readonly CanonicalJsonEncoder Instance = new();

    const string Escaped =
        "\"\\\u0000\u0001\u0002\u0003\u0004\u0005\u0006\u0007\u0008\u0009\u000a\u000b\u000c\u000d\u000e\u000f"
        + "\u0010\u0011\u0012\u0013\u0014\u0015\u0016\u0017\u0018\u0019\u001a\u001b\u001c\u001d\u001e\u001f";

    static readonly SearchValues<char> EscapedCharacters = SearchValues.Create(Escaped);
    static readonly SearchValues<byte> EscapedBytes = SearchValues.Create(Encoding.ASCII.GetBytes(Escaped));

    public override int MaxOutputCharactersPerInputCharacter => 6;

    public override bool WillEncode(int unicodeScalar) => unicodeScalar is < ' ' or '"' or '\\';

    public override int FindFirstCharacterToEncode(char* text, int textLength)
    {
        var span = new ReadOnlySpan<char>(text, textLength);
        var escaped = span.IndexOfAny(EscapedCharacters);
        var plain = escaped < 0 ? span : span[..escaped];
        var lone = LoneSurrogate(plain);
        return lone < 0 ? escaped : lone;
    }

    public override int FindFirstCharacterToEncodeUtf8(ReadOnlySpan<byte> utf8Text) =>
        Ascii.IsValid(utf8Text) ? utf8Text.IndexOfAny(EscapedBytes) : base.FindFirstCharacterToEncodeUtf8(utf8Text);

    public override bool TryEncodeUnicodeScalar(
        int unicodeScalar, char* buffer, int bufferLength, out int numberOfCharactersWritten)
    {
        var into = new Span<char>(buffer, bufferLength);
        var shortForm = unicodeScalar switch
        {
            '"' => '"',
            '\\' => '\\',
            '\n' => 'n',
            '\r' => 'r',
            '\t' => 't',
            '\b' => 'b',
            '\f' => 'f',
            _ => '\0',
        };
        if (shortForm != '\0')
        {
            return into.TryWrite($"\\{shortForm}", out numberOfCharactersWritten);
        }

        return WillEncode(unicodeScalar)
            ? into.TryWrite(
                CultureInfo.InvariantCulture, $"\\u{unicodeScalar:x4}", out numberOfCharactersWritten)
            : new Rune(unicodeScalar).TryEncodeToUtf16(into, out numberOfCharactersWritten);
    }

    static int LoneSurrogate(ReadOnlySpan<char> text)
    {
        var at = 0;
        while (at < text.Length)
        {
            var next = text[at..].IndexOfAnyInRange('\ud800', '\udfff');
            if (next < 0)
            {
                return -1;
            }

            at += next;
            if (at + 1 == text.Length || !char.IsSurrogatePair(text[at], text[at + 1]))
            {
                return at;
            }

            at += 2;
        }

        return -1;
    }
}
