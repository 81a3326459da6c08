using GlobalTables.ControlPlane.Resources;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace GlobalTables.ControlPlane.Manifests;

/// <summary>
/// Manifests as text to tables. It refuses what the API server would refuse, and what is not built yet, and says
/// for each where it stands and what to do.
/// </summary>
public static class ManifestReader
{
    /// <param name="file">The file's name, for the messages.</param>
    /// <param name="text">YAML, one or several documents.</param>
    public static ManifestReading Read(string file, string text)
    {
        var problems = new ProblemList(file);
        var tables = new List<DeclaredTable>();
        foreach (var document in Documents(text, problems))
        {
            if (PlainScalar.IsNull(document.RootNode))
            {
                continue;
            }

            if (document.RootNode is not YamlMappingNode root)
            {
                problems.Add(document.RootNode, "a manifest begins with apiVersion, kind, metadata and spec");
                continue;
            }

            var before = problems.Count;
            var table = Object(new ManifestFields(root, "", problems), problems);
            if (table is not null && problems.Count == before)
            {
                tables.Add(new DeclaredTable(table, file, (int)root.Start.Line));
            }
        }

        return new ManifestReading(tables, problems.InOrder());
    }

    /// <summary>Tables that several documents declare, in one file or in several.</summary>
    public static IReadOnlyList<ManifestProblem> Repetitions(IReadOnlyList<DeclaredTable> tables)
    {
        var problems = new List<ManifestProblem>();
        foreach (var (index, table) in tables.Index())
        {
            var earlier = tables.Take(index).FirstOrDefault(other =>
                other.Table.Metadata == table.Table.Metadata || other.Table.TableName() == table.Table.TableName());
            if (earlier is not null)
            {
                problems.Add(new ManifestProblem(table.File, table.Line,
                    $"{earlier.File}:{earlier.Line} declares the same object or a table of the same name "
                    + $"({earlier.Table.Metadata}, {earlier.Table.TableName()}); remove one of them"));
            }
        }

        return problems;
    }

    static IList<YamlDocument> Documents(string text, ProblemList problems)
    {
        var stream = new YamlStream();
        var parser = new Parser(new StringReader(text));
        try
        {
            stream.Load(parser);
        }
        catch (YamlException failure)
        {
            problems.Add((int)failure.Start.Line, $"this is not YAML: {failure.Message}");
            return [];
        }
        catch (Exception failure) when (failure is InvalidOperationException or ArgumentException)
        {
            // What the parser throws where it has lost its way, as after a flow mapping that is never closed.
            problems.Add((int)(parser.Current?.End.Line ?? 1), "this is not YAML from here on");
            return [];
        }

        return stream.Documents;
    }

    static GlobalTable? Object(ManifestFields fields, ProblemList problems)
    {
        var apiVersion = fields.RequiredText("apiVersion");
        var kind = fields.RequiredText("kind");
        if (apiVersion is null || kind is null)
        {
            return null;
        }

        if (apiVersion != GlobalTable.ApiVersion)
        {
            problems.Add(fields.Place("apiVersion"),
                $"apiVersion is \"{apiVersion}\"; it must be {GlobalTable.ApiVersion}");
            return null;
        }

        if (kind != GlobalTable.Kind)
        {
            problems.Add(fields.Place("kind"), kind == "Region"
                ? "kind Region is not supported yet; a table's replicas say which regions there are"
                : $"kind is \"{kind}\"; it must be {GlobalTable.Kind}");
            return null;
        }

        return TableManifest.Read(fields, problems);
    }
}
