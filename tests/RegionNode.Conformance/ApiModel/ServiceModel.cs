namespace GlobalTables.RegionNode.Conformance.ApiModel;

/// <summary>What <c>api-model.txt</c> has.</summary>
sealed class ServiceModel
{
    const string FileName = "api-model.txt";

    ServiceModel(
        Dictionary<string, List<ModelMember>> operations, Dictionary<string, List<ModelMember>> structures)
    {
        Operations = operations;
        Structures = structures;
    }

    public static ServiceModel Instance { get; } = Read();

    /// <summary>The members of each operation's request.</summary>
    public Dictionary<string, List<ModelMember>> Operations { get; }

    public Dictionary<string, List<ModelMember>> Structures { get; }

    /// <summary>The file as it was built with the tests.</summary>
    public static string Text => File.ReadAllText(Path.Combine(AppContext.BaseDirectory, FileName));

    static ServiceModel Read()
    {
        var operations = new Dictionary<string, List<ModelMember>>();
        var structures = new Dictionary<string, List<ModelMember>>();
        var members = new List<ModelMember>();
        foreach (var line in Text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.StartsWith(' '))
            {
                members.Add(ModelMember.Parse(line));
                continue;
            }

            members = [];
            (line.StartsWith("operation ", StringComparison.Ordinal) ? operations : structures)
                .Add(line[(line.IndexOf(' ', StringComparison.Ordinal) + 1)..], members);
        }

        return new(operations, structures);
    }
}
