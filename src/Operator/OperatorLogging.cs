namespace GlobalTables.Operator;

/// <summary>One line for each thing that happens, on standard output.</summary>
static class OperatorLogging
{
    public static void Add(ILoggingBuilder logging) => logging
        .AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.TimestampFormat = "HH:mm:ss.fff ";
            console.UseUtcTimestamp = true;
        })
        .AddFilter("Microsoft", LogLevel.Warning)
        .AddFilter("Yarp", LogLevel.Warning)
        .AddFilter("System.Net.Http", LogLevel.Warning);
}
