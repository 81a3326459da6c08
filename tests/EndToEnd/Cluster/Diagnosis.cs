namespace GlobalTables.EndToEnd.Cluster;

/// <summary>What a person would look at first when a test has failed.</summary>
static class Diagnosis
{
    static readonly string[][] Questions =
    [
        ["get", "globaltables.globaltables.dev,regions.globaltables.dev", "-A", "-o", "wide"],
        ["get", "pods,pvc", "-A", "-o", "wide"],
        ["get", "globaltables.globaltables.dev", "-A", "-o", "yaml"],
        ["describe", "regions.globaltables.dev"],
        ["get", "events", "-A", "--sort-by=.lastTimestamp"],
        ["logs", "-n", Chart.Namespace, "-l", "app.kubernetes.io/component=operator", "--tail=200", "--prefix"],
        ["logs", "-n", Chart.Namespace, "-l", "app.kubernetes.io/component=gateway", "--tail=50", "--prefix"],
    ];

    public static async Task<string> OfAsync(Tool kubectl)
    {
        var answers = new List<string>();
        foreach (var question in Questions)
        {
            answers.Add(await AnswerAsync(kubectl, question));
        }

        var spaces = (await kubectl.TryAsync(
            "get", "namespace", "-l", "globaltables.dev/region", "-o", "jsonpath={.items[*].metadata.name}")).Output;
        foreach (var space in spaces.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            answers.Add(await AnswerAsync(kubectl, ["logs", "-n", space, "statefulset/regionnode", "--tail=60"]));
        }

        return string.Join('\n', answers);
    }

    static async Task<string> AnswerAsync(Tool kubectl, string[] question) =>
        $"$ kubectl {string.Join(' ', question)}\n{(await kubectl.TryAsync(question)).Text}\n";
}
