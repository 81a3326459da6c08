namespace GlobalTables.Local;

/// <summary>A line for each change: for files, pipes and machines.</summary>
sealed class PlainStatusView(TextWriter output) : IStatusView
{
    readonly Lock gate = new();
    Picture? shown;

    public void Say(string message)
    {
        lock (gate)
        {
            output.WriteLine(message);
            output.Flush();
        }
    }

    public void Show(Picture picture)
    {
        foreach (var line in PictureChanges.Between(shown, picture))
        {
            Say(line);
        }

        shown = picture;
    }
}
