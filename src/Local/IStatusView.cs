namespace GlobalTables.Local;

/// <summary>Where people see what happens: a table that is redrawn, or lines.</summary>
interface IStatusView
{
    /// <summary>Something to be read once.</summary>
    void Say(string message);

    /// <summary>Where things stand now; called often.</summary>
    void Show(Picture picture);
}
