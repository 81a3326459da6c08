namespace GlobalTables.RegionNode.Model;

/// <summary>What a stream keeps of a change, besides the item's key.</summary>
enum StreamView
{
    KeysOnly,
    NewImage,
    OldImage,
    NewAndOldImages,
}

/// <summary>Views by DynamoDB's names of them.</summary>
static class StreamViews
{
    public const string KeysOnly = "KEYS_ONLY";
    public const string NewImage = "NEW_IMAGE";
    public const string OldImage = "OLD_IMAGE";
    public const string NewAndOldImages = "NEW_AND_OLD_IMAGES";

    public static string NameOf(StreamView view) => view switch
    {
        StreamView.KeysOnly => KeysOnly,
        StreamView.NewImage => NewImage,
        StreamView.OldImage => OldImage,
        StreamView.NewAndOldImages => NewAndOldImages,
        _ => throw new ArgumentOutOfRangeException(nameof(view)),
    };

    /// <summary>The view of that name; null where there is none.</summary>
    public static StreamView? Of(string? name) => name switch
    {
        KeysOnly => StreamView.KeysOnly,
        NewImage => StreamView.NewImage,
        OldImage => StreamView.OldImage,
        NewAndOldImages => StreamView.NewAndOldImages,
        _ => null,
    };

    public static bool HasNewImage(this StreamView view) =>
        view is StreamView.NewImage or StreamView.NewAndOldImages;

    public static bool HasOldImage(this StreamView view) =>
        view is StreamView.OldImage or StreamView.NewAndOldImages;
}
