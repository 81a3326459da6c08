namespace GlobalTables.Local;

/// <summary>Everything that can be told from outside.</summary>
sealed record LocalOptions
{
    public const int DefaultPort = 8000;
    public const string DefaultDataFolder = "data";

    /// <summary>Files and folders.</summary>
    public IReadOnlyList<string> Manifests { get; init; } = [];

    /// <summary>Regions to run whether a table names them or not.</summary>
    public IReadOnlyList<string> Regions { get; init; } = [];

    public string DataFolder { get; init; } = DefaultDataFolder;

    /// <summary>The router's port; 0 lets the machine choose it and those of the regions.</summary>
    public int Port { get; init; } = DefaultPort;

    /// <summary>How long every change is held back on its way to another region.</summary>
    public TimeSpan ReplicationDelay { get; init; }

    public bool IsLive { get; init; } = true;
}

/// <summary>Why nothing was started: one message for a person, with what to do.</summary>
sealed class StartException(string message) : Exception(message);
