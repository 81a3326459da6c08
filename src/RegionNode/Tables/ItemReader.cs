using System.Buffers;
using System.Text.Json;
using GlobalTables.RegionNode.Expressions;
using GlobalTables.RegionNode.Model;
using GlobalTables.RegionNode.Storage;

namespace GlobalTables.RegionNode.Tables;

/// <summary>Reads single items. Without a projection the stored bytes are the answer.</summary>
static class ItemReader
{
    /// <summary>Copies the item, or what the projection takes of it; false when there is none.</summary>
    public static bool TryRead(
        ItemStore store,
        TableEntry table,
        in ItemKey key,
        Projection? projection,
        IBufferWriter<byte> into,
        out int size)
    {
        if (projection is null)
        {
            return store.TryGet(table, key, into, out size);
        }

        var stored = new ArrayBufferWriter<byte>();
        if (!store.TryGet(table, key, stored, out size))
        {
            return false;
        }

        using var json = new Utf8JsonWriter(into, AttributeJson.WriterOptions);
        AttributeJson.WriteItem(json, projection.Of(AttributeJson.ReadItem(stored.WrittenSpan)));
        return true;
    }
}
