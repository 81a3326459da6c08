using SQLitePCL;

namespace GlobalTables.RegionNode.Storage;

/// <summary>SQLite could not do what it was told: a full disk, a failing one, a damaged file.</summary>
sealed class StorageException(int code, string message) : Exception($"SQLite error {code}: {message}")
{
    /// <summary>SQLite's extended result code.</summary>
    public int Code { get; } = code;

    public bool IsDiskFull => (Code & 0xff) == raw.SQLITE_FULL;
}
