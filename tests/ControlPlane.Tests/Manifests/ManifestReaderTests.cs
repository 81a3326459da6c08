using GlobalTables.Contracts;
using GlobalTables.ControlPlane.Manifests;
using GlobalTables.ControlPlane.Resources;

namespace GlobalTables.ControlPlane.Tests.Manifests;

public class ManifestReaderTests
{
    const string Products = """
        apiVersion: globaltables.dev/v1alpha1
        kind: GlobalTable
        metadata:
          name: products
        spec:
          tableName: Products
          attributeDefinitions:
          - attributeName: ProductID
            attributeType: "S"
          keySchema:
          - attributeName: ProductID
            keyType: HASH
          billingMode: PROVISIONED
          provisionedThroughput:
            readCapacityUnits: 5
            writeCapacityUnits: 5
          replicas:
          - region: us-east-1
          - region: eu-west-1
        """;

    static ManifestReading Read(string text) => ManifestReader.Read("products.yaml", text);

    [Fact]
    public void A_manifest_becomes_a_table()
    {
        var reading = Read(Products);

        Assert.Empty(reading.Problems);
        var table = Assert.Single(reading.Tables).Table;
        Assert.Equal(new ResourceMetadata("products", "default"), table.Metadata);
        Assert.Equal("Products", table.TableName());
        Assert.Equal([new AttributeDefinition("ProductID", "S")], table.Spec.AttributeDefinitions);
        Assert.Equal([new KeySchemaElement("ProductID", "HASH")], table.Spec.KeySchema);
        Assert.Equal(new ProvisionedThroughput(5, 5), table.Spec.ProvisionedThroughput);
        Assert.Equal(["us-east-1", "eu-west-1"], table.Regions());
        Assert.Equal(DeletionPolicy.Retain, table.Spec.DeletionPolicy);
    }

    [Theory]
    [InlineData("", true)]
    [InlineData("\n  conflictLog: {}\n", true)]
    [InlineData("\n  conflictLog: {enabled: true}\n", true)]
    [InlineData("\n  conflictLog: {enabled: false}\n", false)]
    public void Conflicts_are_kept_unless_it_is_turned_off(string fields, bool isEnabled)
    {
        var reading = Read(Products + fields);

        Assert.Empty(reading.Problems);
        Assert.Equal(isEnabled, Assert.Single(reading.Tables).Table.Spec.ConflictLog is not { Enabled: false });
    }

    [Theory]
    [InlineData("", true, "NEW_AND_OLD_IMAGES")]
    [InlineData("\n  streamSpecification: {}\n", true, "NEW_AND_OLD_IMAGES")]
    [InlineData("\n  streamSpecification: {streamViewType: KEYS_ONLY}\n", true, "KEYS_ONLY")]
    [InlineData("\n  streamSpecification: {streamEnabled: true, streamViewType: OLD_IMAGE}\n", true, "OLD_IMAGE")]
    [InlineData("\n  streamSpecification: {streamEnabled: false}\n", false, null)]
    [InlineData("\n  streamSpecification: {streamEnabled: false, streamViewType: NEW_IMAGE}\n", false, null)]
    public void A_table_has_a_stream_of_both_images_unless_it_says_otherwise(
        string fields, bool isEnabled, string? view)
    {
        var reading = Read(Products + fields);

        Assert.Empty(reading.Problems);
        Assert.Equal(
            new StreamSpecification(isEnabled, view), Assert.Single(reading.Tables).Table.Shape().StreamSpecification);
    }

    [Fact]
    public void Replicas_and_the_table_have_their_settings()
    {
        var reading = Read(Products.Replace("- region: eu-west-1", "- {region: eu-west-1, access: ReadOnly, deletionProtectionEnabled: true}")
            + "\n  paused: true\n  replicationLagThresholdSeconds: 5\n");

        Assert.Empty(reading.Problems);
        var spec = Assert.Single(reading.Tables).Table.Spec;
        Assert.True(spec.Paused);
        Assert.Equal(5, spec.ReplicationLagThresholdSeconds);
        Assert.Equal(
            [new Replica("us-east-1"), new Replica("eu-west-1") { Access = ReplicaAccess.ReadOnly, DeletionProtectionEnabled = true }],
            spec.Replicas);
    }

    [Theory]
    [InlineData("", null, null)]
    [InlineData("\n  timeToLive: {attributeName: ends, enabled: true}\n", "ends", "ends")]
    [InlineData("\n  timeToLive: {attributeName: ends, enabled: false}\n", "ends", null)]
    public void Items_expire_by_an_attribute_if_it_is_turned_on(string fields, string? declared, string? active)
    {
        var reading = Read(Products + fields);

        Assert.Empty(reading.Problems);
        var table = Assert.Single(reading.Tables).Table;
        Assert.Equal(declared, table.Spec.TimeToLive?.AttributeName);
        Assert.Equal(active, table.Shape().TimeToLive?.AttributeName);
    }

    /// <summary>A text of the manifest, what stands there instead, the line of the problem and a part of its message.</summary>
    [Theory]
    [InlineData("\"S\"", "N", 9, "write \"N\" in quotes")]
    [InlineData("\"S\"", "\"X\"", 9, "must be one of S, N, B, STRING, NUMBER, BINARY")]
    [InlineData("tableName: Products", "tableName: 123", 6, "is a number; write \"123\" in quotes")]
    [InlineData("tableName: Products", "tableName: ab", 6, "is no table name")]
    [InlineData("tableName: Products", "tableName: Pro/ducts", 6, "is no table name")]
    [InlineData("tableName: Products", "tablename: Products", 6, "unknown field spec.tablename; it is written tableName")]
    [InlineData("tableName: Products", "replicationLagThresholdSeconds: 0", 6, "must be a whole number of at least 1")]
    [InlineData("tableName: Products", "replicationLagThresholdSeconds: 86401", 6, "it is at most 86400")]
    [InlineData("  replicas:", "  conflictLog: {enabled: maybe}\n  replicas:", 17, "conflictLog.enabled must be true or false")]
    [InlineData("  replicas:", "  conflictLog: {days: 3}\n  replicas:", 17, "unknown field spec.conflictLog.days")]
    [InlineData("  replicas:", "  conflictLog: true\n  replicas:", 17, "conflictLog must hold fields")]
    [InlineData("- region: eu-west-1", "- {region: eu-west-1, access: None}", 19, "must be one of ReadWrite, ReadOnly")]
    [InlineData("tableName: Products", "colour: red", 6, "unknown field spec.colour")]
    [InlineData("tableName: Products", "streamSpecification: {streamViewType: ALL}", 6, "NEW_AND_OLD_IMAGES")]
    [InlineData("tableName: Products", "streamSpecification: {enabled: true}", 6, "spec.streamSpecification.enabled")]
    [InlineData("tableName: Products", "tableClass: STANDARD", 6, "spec.tableClass is not supported yet")]
    [InlineData("tableName: Products", "timeToLive: {enabled: true}", 6, "spec.timeToLive.attributeName is missing")]
    [InlineData("tableName: Products", "timeToLive: {attributeName: ends}", 6, "spec.timeToLive.enabled is missing")]
    [InlineData("tableName: Products", "timeToLive: {attributeName: \"\", enabled: true}", 6, "must have 1 to 255 characters")]
    [InlineData("tableName: Products", "deletionPolicy: Keep", 6, "must be one of Retain, Delete")]
    [InlineData("tableName: Products", "deletionProtectionEnabled: 1", 6, "must be true or false")]
    [InlineData("- attributeName: ProductID\n    keyType: HASH", "- attributeName: sku\n    keyType: HASH", 11, "sku is not in attributeDefinitions")]
    [InlineData("keyType: HASH", "keyType: RANGE", 11, "keySchema is one HASH key")]
    [InlineData("keyType: HASH", "keyType: HASH\n  - {attributeName: ProductID, keyType: RANGE}", 11, "both ProductID")]
    [InlineData("  keySchema:", "  - {attributeName: price, attributeType: \"N\"}\n  keySchema:", 8, "price, which is no key")]
    [InlineData("  keySchema:", "  - {attributeName: ProductID, attributeType: \"S\"}\n  keySchema:", 10, "defines ProductID twice")]
    [InlineData("PROVISIONED", "provisioned", 13, "must be one of PAY_PER_REQUEST, PROVISIONED")]
    [InlineData("PROVISIONED", "PAY_PER_REQUEST", 15, "goes with billingMode PROVISIONED only")]
    [InlineData("readCapacityUnits: 5", "readCapacityUnits: \"5\"", 15, "must be a whole number of at least 1")]
    [InlineData("readCapacityUnits: 5", "readCapacityUnits: 0", 15, "must be a whole number of at least 1")]
    [InlineData("- region: eu-west-1", "- region: us-east-1", 19, "names us-east-1 twice")]
    [InlineData("- region: eu-west-1", "- region: EU", 19, "a region name is lower-case")]
    [InlineData("- region: eu-west-1", "- region: eu-west-", 19, "a region name is lower-case")]
    [InlineData("- region: eu-west-1", "- regionName: eu-west-1", 19, "region is missing")]
    [InlineData("- region: eu-west-1", "- {region: eu-west-1, replicationPaused: true}", 19, "replicas[1].replicationPaused is not supported yet")]
    [InlineData("- region: eu-west-1", "- eu-west-1", 19, "replicas[1] must hold fields")]
    [InlineData("  name: products", "  name: Products", 4, "must be lower-case letters")]
    [InlineData("kind: GlobalTable", "kind: Region", 2, "not supported yet")]
    [InlineData("kind: GlobalTable", "kind: Deployment", 2, "it must be GlobalTable")]
    [InlineData("v1alpha1", "v1", 1, "it must be globaltables.dev/v1alpha1")]
    [InlineData("spec:", "spec: [", 7, "this is not YAML")]
    [InlineData("spec:\n", "spec:\n  tableName: Twice\n", 7, "this is not YAML")]
    [InlineData("metadata:\n  name: products", "metadata: {}", 3, "metadata.name is missing")]
    public void Each_problem_has_its_line_and_says_what_to_do(string text, string instead, int line, string message)
    {
        Assert.Contains(text, Products);

        var reading = Read(Products.Replace(text, instead));

        Assert.Empty(reading.Tables);
        Assert.Contains(message, reading.Problems[0].Message);
        Assert.Equal(line, reading.Problems[0].Line);
        Assert.StartsWith($"products.yaml:{line}: ", reading.Problems[0].ToString());
    }

    [Fact]
    public void One_mistake_is_one_problem() =>
        Assert.Single(Read(Products.Replace("\"S\"", "N")).Problems);

    [Theory]
    [InlineData("S", "S")]
    [InlineData("B", "B")]
    [InlineData("'N'", "N")]
    [InlineData("!!str N", "N")]
    [InlineData("NUMBER", "N")]
    [InlineData("STRING", "S")]
    public void Types_may_be_spelled_out_and_need_quotes_only_where_YAML_does(string written, string type)
    {
        var reading = Read(Products.Replace("\"S\"", written));

        Assert.Empty(reading.Problems);
        Assert.Equal(type, reading.Tables[0].Table.Shape().AttributeDefinitions[0].AttributeType);
    }

    [Fact]
    public void Without_a_table_name_the_object_names_the_table()
    {
        var reading = Read(Products.Replace("  tableName: Products\n", ""));

        Assert.Equal("products", Assert.Single(reading.Tables).Table.TableName());
    }

    [Theory]
    [InlineData("  replicas:\n  - region: us-east-1\n  - region: eu-west-1", "  replicas: []", "replicas is empty")]
    [InlineData("  replicas:\n  - region: us-east-1\n  - region: eu-west-1", "", "replicas is missing")]
    [InlineData("  provisionedThroughput:\n    readCapacityUnits: 5\n    writeCapacityUnits: 5\n", "", "needs provisionedThroughput")]
    public void What_must_be_there_is_asked_for(string text, string instead, string message)
    {
        var manifest = Products.Replace(text, instead);
        Assert.NotEqual(Products, manifest);

        Assert.Contains(message, Assert.Single(Read(manifest).Problems).Message);
    }

    [Theory]
    [InlineData(16, 0)]
    [InlineData(17, 1)]
    public void A_table_lives_in_sixteen_regions_at_most(int count, int problems)
    {
        var regions = string.Concat(Enumerable.Range(1, count - 1).Select(number => $"\n  - region: r{number}"));

        Assert.Equal(problems, Read(Products.Replace("\n  - region: eu-west-1", regions)).Problems.Count);
    }

    [Fact]
    public void A_file_holds_several_tables_and_empty_documents()
    {
        var orders = Products.Replace("products", "orders").Replace("Products", "Orders");

        var reading = Read($"---\n# nothing\n---\n{Products}\n---\n{orders}\n");

        Assert.Empty(reading.Problems);
        Assert.Equal(["Products", "Orders"], reading.Tables.Select(declared => declared.Table.TableName()));
    }

    [Fact]
    public void A_table_declared_twice_names_both_places()
    {
        var reading = Read($"{Products}\n---\n{Products.Replace("name: products", "name: again")}");

        var problem = Assert.Single(ManifestReader.Repetitions(reading.Tables));
        Assert.Equal(21, problem.Line);
        Assert.Contains("products.yaml:1 declares", problem.Message);
    }

    [Fact]
    public void What_a_server_adds_is_left_alone()
    {
        var reading = Read(Products.Replace("  name: products", "  name: products\n  uid: a\n  labels: {a: b}") + "\nstatus: {a: b}\n");

        Assert.Empty(reading.Problems);
    }
}
