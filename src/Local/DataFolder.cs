using System.Text.Json;

namespace GlobalTables.Local;

/// <summary>
/// The folder that holds everything: one folder for each region, and the state. One program at a time has it.
/// </summary>
sealed class DataFolder : IDisposable
{
    const string StateName = "local.json";
    readonly FileStream held;
    byte[] saved = [];

    DataFolder(string path, FileStream held)
    {
        Path = path;
        this.held = held;
    }

    public string Path { get; }

    public string StatePath => System.IO.Path.Combine(Path, StateName);

    public static DataFolder Open(string path)
    {
        var full = System.IO.Path.GetFullPath(path);
        try
        {
            Directory.CreateDirectory(full);
            return new DataFolder(full, new FileStream(
                System.IO.Path.Combine(full, "local.lock"),
                FileMode.OpenOrCreate,
                FileAccess.ReadWrite,
                FileShare.None));
        }
        catch (IOException failure) when (Directory.Exists(full))
        {
            throw new StartException(
                $"The data folder {full} is in use by another run. Stop that one, or give another folder "
                + $"with --data. ({failure.Message})");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new StartException(
                $"The data folder {full} cannot be made: {failure.Message} Give another one with --data.");
        }
    }

    public string RegionFolder(string region) => System.IO.Path.Combine(Path, region);

    public LocalState Load()
    {
        if (!File.Exists(StatePath))
        {
            return new LocalState();
        }

        try
        {
            saved = File.ReadAllBytes(StatePath);
            return JsonSerializer.Deserialize(saved, LocalJson.Default.LocalState)
                ?? throw new JsonException("it is empty");
        }
        catch (JsonException failure)
        {
            throw new StartException(
                $"{StatePath} cannot be read: {failure.Message} Restore it from a copy; without it the tables "
                + "made through the API and the regions' ports are forgotten.");
        }
    }

    /// <summary>
    /// Replaces the state whole: whoever reads it sees the old one or the new one, also after a crash.
    /// </summary>
    public void Save(LocalState state)
    {
        var bytes = JsonSerializer.SerializeToUtf8Bytes(state, LocalJson.Default.LocalState);
        if (bytes.AsSpan().SequenceEqual(saved))
        {
            return;
        }

        var next = StatePath + ".next";
        using (var file = new FileStream(next, FileMode.Create, FileAccess.Write))
        {
            file.Write(bytes);
            file.Flush(flushToDisk: true);
        }

        File.Move(next, StatePath, overwrite: true);
        saved = bytes;
    }

    public void Dispose() => held.Dispose();
}
