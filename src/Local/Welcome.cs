using System.Text;
using GlobalTables.ControlPlane.Resources;

namespace GlobalTables.Local;

/// <summary>What is printed once everything is up: where the regions answer, and commands to paste.</summary>
static class Welcome
{
    public static string Text(
        IReadOnlyDictionary<string, int> apiPorts, int routerPort, string dataFolder, IReadOnlyList<GlobalTable> tables)
    {
        var text = new StringBuilder();
        var width = apiPorts.Keys.Append("all regions").Max(name => name.Length) + 3;
        text.AppendLine($"GlobalTables is running. Ctrl-C stops it; the data stays in {dataFolder}.");
        text.AppendLine();
        text.AppendLine(
            $"  {"all regions".PadRight(width)}http://localhost:{routerPort}   (--region picks the region)");
        foreach (var (region, port) in apiPorts)
        {
            text.AppendLine($"  {region.PadRight(width)}http://localhost:{port}");
        }

        text.AppendLine();
        text.AppendLine("Try it (the credentials may be anything):");
        text.AppendLine("  export AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=local");
        foreach (var command in Commands([.. apiPorts.Keys], tables.Count == 0 ? null : tables[0]))
        {
            var (region, rest) = command;
            text.AppendLine(
                $"  aws dynamodb --region {region} --endpoint-url http://localhost:{routerPort} {rest}");
        }

        return text.ToString();
    }

    static IEnumerable<(string Region, string Command)> Commands(List<string> regions, GlobalTable? table)
    {
        const string NewRegion = "ap-northeast-1";
        var home = table?.Spec.Replicas[0].Region ?? regions[0];
        var name = table?.TableName() ?? "Products";
        if (table is null)
        {
            yield return (home, $"create-table --table-name {name} --billing-mode PAY_PER_REQUEST"
                + " --attribute-definitions AttributeName=ProductID,AttributeType=S"
                + " --key-schema AttributeName=ProductID,KeyType=HASH");
        }
        else
        {
            var key = KeyJson(table);
            yield return (home, $"put-item --table-name {name} --item '{key}'");
            yield return (table.Spec.Replicas[^1].Region, $"get-item --table-name {name} --key '{key}'");
        }

        var other = table is null
            ? regions.Find(region => region != home) ?? NewRegion
            : NewRegion;
        if (table?.Regions().Contains(other) != true)
        {
            yield return (home, $"update-table --table-name {name} --replica-updates"
                + $" '[{{\"Create\":{{\"RegionName\":\"{other}\"}}}}]'");
        }
    }

    /// <summary>A key that fits the table: <c>{"ProductID":{"S":"PROD123"}}</c>.</summary>
    static string KeyJson(GlobalTable table)
    {
        var shape = table.Shape();
        var keys = shape.KeySchema.Select(key => (key.AttributeName, Type: shape.AttributeDefinitions
            .First(attribute => attribute.AttributeName == key.AttributeName).AttributeType));
        var fields = keys.Select(key => $"\"{key.AttributeName}\":{{\"{key.Type}\":\"{Example(key.Type)}\"}}");
        return "{" + string.Join(",", fields) + "}";
    }

    static string Example(string type) => type switch
    {
        "N" => "123",
        "B" => "UFJPRDEyMw==",
        _ => "PROD123",
    };
}
