namespace GlobalTables.Local.Tests;

public sealed class ManifestFilesTests : IDisposable
{
    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Files_and_folders_are_read_together()
    {
        Directory.CreateDirectory(folder.File("more"));
        var one = folder.Write("one.yaml", Products.Manifest("a"));
        folder.Write("more/two.yml", Products.Manifest("b").Replace("roducts", "roducts2"));
        folder.Write("more/readme.txt", "not a manifest");

        var read = new ManifestFiles([one, folder.File("more")]).Read();

        Assert.Empty(read.Problems);
        Assert.Equal(["Products", "Products2"], read.Tables.Select(table => table.TableName()));
    }

    [Fact]
    public void A_table_in_two_files_names_both()
    {
        var one = folder.Write("one.yaml", Products.Manifest("a"));
        var two = folder.Write("two.yaml", Products.Manifest("a"));

        var problem = Assert.Single(new ManifestFiles([one, two]).Read().Problems);

        Assert.StartsWith($"{two}:1: {one}:1 declares", problem);
    }

    [Fact]
    public void A_missing_file_and_an_empty_folder_are_named()
    {
        var problems = new ManifestFiles([folder.File("none.yaml"), folder.Path]).Read().Problems;

        Assert.Contains("none.yaml: there is no such file", problems[0]);
        Assert.EndsWith("the folder has no .yaml file", problems[1]);
    }

    [Fact]
    public void An_unchanged_file_is_not_read_again()
    {
        var files = new ManifestFiles([folder.Write("one.yaml", Products.Manifest("a"))]);
        files.Read();

        Assert.Null(files.Poll());
        Assert.Null(files.Poll());
    }

    [Fact]
    public void A_changed_file_is_read_once_it_is_still()
    {
        var files = new ManifestFiles([folder.Write("one.yaml", Products.Manifest("a"))]);
        files.Read();

        folder.Write("one.yaml", Products.Manifest("a", "bc"));
        Assert.Null(files.Poll());
        folder.Write("one.yaml", Products.Manifest("a", "bcd", "e"));
        Assert.Null(files.Poll());

        Assert.Equal(["a", "bcd", "e"], files.Poll()!.Tables[0].Regions());
        Assert.Null(files.Poll());
    }

    [Fact]
    public void A_file_that_becomes_wrong_is_a_problem_once()
    {
        var files = new ManifestFiles([folder.Write("one.yaml", Products.Manifest("a"))]);
        files.Read();
        folder.Write("one.yaml", Products.Manifest("a").Replace("\"S\"", "N"));
        files.Poll();

        Assert.Contains("one.yaml:7: ", Assert.Single(files.Poll()!.Problems));
        Assert.Null(files.Poll());
    }

    [Fact]
    public void A_new_file_in_a_folder_is_seen()
    {
        folder.Write("one.yaml", Products.Manifest("a"));
        var files = new ManifestFiles([folder.Path]);
        files.Read();
        folder.Write("two.yaml", Products.Manifest("b").Replace("roducts", "roducts2"));
        files.Poll();

        Assert.Equal(2, files.Poll()!.Tables.Count);
    }
}
