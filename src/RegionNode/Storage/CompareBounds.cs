using GlobalTables.RegionNode.Model;

namespace GlobalTables.RegionNode.Storage;

/// <summary>How much of a table one comparison takes.</summary>
/// <param name="SpanRows">Rows whose digests are sent at once.</param>
/// <param name="RangeRows">Rows behind one digest.</param>
/// <param name="SpanBytes">Bytes of items after which a span ends.</param>
/// <param name="AnswerRows">Rows that the answer looks at: more than a span, for the other side may lack some.</param>
/// <param name="AnswerBytes">Bytes of items after which the answer ends.</param>
/// <param name="AnswerKeyBytes">Bytes of keys after which the answer ends.</param>
sealed record CompareBounds(
    int SpanRows, int RangeRows, long SpanBytes, int AnswerRows, long AnswerBytes, long AnswerKeyBytes)
{
    public static CompareBounds Default { get; } = new(
        Limits.CompareSpanRows,
        Limits.CompareRangeRows,
        Limits.CompareBytesMax,
        4 * Limits.CompareSpanRows,
        4 * Limits.CompareBytesMax,
        Limits.FeedBatchBytesMax);
}
