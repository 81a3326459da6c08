using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace GlobalTables.Operator.Kubernetes;

/// <summary>The body of a watch: a JSON document a line, for as long as the server likes.</summary>
static class WatchLines
{
    const int LineBytesMax = 16 * 1024 * 1024;

    /// <summary>A document holds until the next is asked for. No line at all is a body like any other.</summary>
    /// <exception cref="JsonException">A line is no JSON, for one because the connection was cut within it.</exception>
    public static async IAsyncEnumerable<JsonElement> ReadAsync(
        Stream body, [EnumeratorCancellation] CancellationToken cancel)
    {
        var reader = PipeReader.Create(body);
        try
        {
            while (true)
            {
                var read = await reader.ReadAsync(cancel);
                var rest = read.Buffer;
                while (NextLine(ref rest, read.IsCompleted) is { } line)
                {
                    if (!IsBlank(line))
                    {
                        using var document = JsonDocument.Parse(line);
                        yield return document.RootElement;
                    }
                }

                if (read.IsCompleted)
                {
                    yield break;
                }

                if (rest.Length > LineBytesMax)
                {
                    throw new JsonException($"A line of more than {LineBytesMax} bytes.");
                }

                reader.AdvanceTo(rest.Start, read.Buffer.End);
            }
        }
        finally
        {
            await reader.CompleteAsync();
        }
    }

    /// <summary>Takes a line off the front; what the body ends with counts as one.</summary>
    static ReadOnlySequence<byte>? NextLine(ref ReadOnlySequence<byte> rest, bool isEnd)
    {
        if (rest.PositionOf((byte)'\n') is { } end)
        {
            var line = rest.Slice(0, end);
            rest = rest.Slice(rest.GetPosition(1, end));
            return line;
        }

        if (!isEnd || rest.IsEmpty)
        {
            return null;
        }

        var last = rest;
        rest = rest.Slice(rest.End);
        return last;
    }

    static bool IsBlank(ReadOnlySequence<byte> line)
    {
        foreach (var part in line)
        {
            if (part.Span.ContainsAnyExcept(" \t\r"u8))
            {
                return false;
            }
        }

        return true;
    }
}
