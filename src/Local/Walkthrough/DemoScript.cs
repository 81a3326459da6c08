using GlobalTables.Gateway;
namespace GlobalTables.Local.Walkthrough;

/// <summary>A step did not do what it says.</summary>
sealed class StepFailedException(string message) : Exception(message);

/// <summary>
/// Says each step before it is done and what came of it; the first that does not hold ends the play.
/// </summary>
sealed class DemoScript(TextWriter output)
{
    int number;
    string title = "the start";

    public void Step(string what)
    {
        number++;
        title = what;
        output.WriteLine($"{number,2}. {what}");
        output.Flush();
    }

    public void Saw(string what)
    {
        output.WriteLine($"      {what}");
        output.Flush();
    }

    public void Part(string name)
    {
        output.WriteLine();
        output.WriteLine(name);
    }

    public static void Expect(string what, string expected, string? actual)
    {
        if (actual != expected)
        {
            throw new StepFailedException($"{what}: expected {expected}, got {actual ?? "nothing"}");
        }
    }

    public async Task<bool> PlayAsync(Demo demo, CancellationToken cancel)
    {
        try
        {
            await demo.PlayAsync(cancel);
            output.WriteLine();
            output.WriteLine("Every step held.");
            return true;
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            await Console.Error.WriteLineAsync("Stopped.");
        }
        catch (Exception failure) when (failure is StepFailedException or DynamoAnswerException or StartException
            or HttpRequestException or IOException)
        {
            await Console.Error.WriteLineAsync($"Step {number} failed ({title}): {failure.Message}");
        }

        return false;
    }
}
