using GlobalTables.ControlPlane.Manifests;
using GlobalTables.ControlPlane.Resources;

namespace GlobalTables.Local;

/// <param name="Tables">The tables of all files; not to be used when there are problems.</param>
/// <param name="Problems">Ready to be printed, one line each.</param>
sealed record ManifestSet(IReadOnlyList<GlobalTable> Tables, IReadOnlyList<string> Problems);

/// <summary>
/// The manifests given on the command line, read again when they change. Polled by the caller: a file counts as
/// changed when it looks the same at two polls in a row, so that one being written is not read by half.
/// </summary>
sealed class ManifestFiles(IReadOnlyList<string> paths)
{
    const long FileBytesMax = 4 * 1024 * 1024;

    string seen = "";
    string applied = "";

    public ManifestSet Read()
    {
        applied = seen = Fingerprint();
        var problems = new List<string>();
        var tables = new List<DeclaredTable>();
        foreach (var path in paths)
        {
            var files = FilesOf(path, problems);
            foreach (var file in files)
            {
                var reading = ReadOne(file, problems);
                tables.AddRange(reading.Tables);
                problems.AddRange(reading.Problems.Select(problem => problem.ToString()));
            }
        }

        problems.AddRange(ManifestReader.Repetitions(tables).Select(problem => problem.ToString()));
        return new ManifestSet([.. tables.Select(declared => declared.Table)], problems);
    }

    /// <summary>The new content; null while nothing has changed.</summary>
    public ManifestSet? Poll()
    {
        var now = Fingerprint();
        var isStable = now == seen;
        seen = now;
        return isStable && now != applied ? Read() : null;
    }

    static List<string> FilesOf(string path, List<string> problems)
    {
        if (!Directory.Exists(path))
        {
            return [path];
        }

        var files = Contents(path);
        if (files.Count == 0)
        {
            problems.Add($"{path}: the folder has no .yaml file");
        }

        return files;
    }

    static ManifestReading ReadOne(string file, List<string> problems)
    {
        try
        {
            if (new FileInfo(file) is { Exists: true, Length: > FileBytesMax })
            {
                problems.Add($"{file}: a manifest of more than {FileBytesMax / 1024 / 1024} MB is not read");
                return new ManifestReading([], []);
            }

            return ManifestReader.Read(file, File.ReadAllText(file));
        }
        catch (Exception failure) when (failure is FileNotFoundException or DirectoryNotFoundException)
        {
            problems.Add($"{file}: there is no such file; give a manifest, as in config/samples/products.yaml");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            problems.Add($"{file}: the file cannot be read: {failure.Message}");
        }

        return new ManifestReading([], []);
    }

    string Fingerprint() => string.Join('\n', paths
        .SelectMany(path => Directory.Exists(path) ? Contents(path) : [path])
        .Select(file => new FileInfo(file))
        .Select(file =>
            file.Exists ? $"{file.FullName} {file.LastWriteTimeUtc.Ticks} {file.Length}" : $"{file.FullName} -"));

    static List<string> Contents(string folder) =>
    [
        .. Directory.EnumerateFiles(folder)
            .Where(file => Path.GetExtension(file) is ".yaml" or ".yml")
            .Order(StringComparer.Ordinal),
    ];
}
