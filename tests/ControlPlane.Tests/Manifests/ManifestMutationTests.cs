using GlobalTables.ControlPlane.Manifests;

namespace GlobalTables.ControlPlane.Tests.Manifests;

/// <summary>However a manifest is damaged, reading it ends in problems with a line, never in an exception.</summary>
public class ManifestMutationTests
{
    const string Sample = """
        apiVersion: globaltables.dev/v1alpha1
        kind: GlobalTable
        metadata: {name: products, namespace: shop}
        spec:
          tableName: Products
          attributeDefinitions:
          - {attributeName: ProductID, attributeType: "S"}
          keySchema: [{attributeName: ProductID, keyType: HASH}]
          replicas:
          - region: us-east-1
          - region: eu-west-1   # the second
        """;

    const string Splice = "{}[]:,-#\"'&*!|>%@`\n\t \\?~<";

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void A_damaged_manifest_is_a_problem(int seed)
    {
        var random = new Random(seed);
        for (var round = 0; round < 2_000; round++)
        {
            var text = Sample.ToList();
            for (var change = random.Next(1, 6); change > 0; change--)
            {
                var at = random.Next(text.Count);
                switch (random.Next(3))
                {
                    case 0:
                        text.RemoveAt(at);
                        break;
                    case 1:
                        text.Insert(at, Splice[random.Next(Splice.Length)]);
                        break;
                    default:
                        text.RemoveRange(at, Math.Min(random.Next(40), text.Count - at));
                        text.Add('\n');
                        break;
                }
            }

            var damaged = new string([.. text]);
            var failure = Record.Exception(() => ManifestReader.Read("damaged.yaml", damaged));
            Assert.True(failure is null, $"Seed {seed}, round {round}: {failure}\n{damaged}");
        }
    }

    [Fact]
    public void A_flow_mapping_that_is_never_closed_is_a_problem_with_its_line()
    {
        var read = ManifestReader.Read("x.yaml", "apiVersion: a\nkind: b\nmetadata: {name: x\nspec: 1\n");
        Assert.StartsWith("x.yaml:3: this is not YAML", Assert.Single(read.Problems).ToString());
    }
}
