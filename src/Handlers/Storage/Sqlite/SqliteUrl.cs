using Microsoft.Data.Sqlite;

namespace SocketIoCompat.Handlers.Storage.Sqlite;

/// <summary>Reads the forms of <see cref="DatabaseOptions.Url"/> that name a SQLite file.</summary>
internal static class SqliteUrl
{
    /// <summary>True when the text names a SQLite database: <c>sqlite:…</c>, a connection string or a plain path, but no other scheme.</summary>
    public static bool IsSqlite(string url) =>
        !string.IsNullOrWhiteSpace(url) &&
        (HasScheme(url) || !url.Contains("://", StringComparison.Ordinal));

    public static string ToConnectionString(DatabaseOptions options)
    {
        var url = options.Url.Trim();
        var builder = url.Contains('=', StringComparison.Ordinal) && !HasScheme(url)
            ? new SqliteConnectionStringBuilder(url)
            : new SqliteConnectionStringBuilder { DataSource = ToPath(url) };

        if (builder.Mode == SqliteOpenMode.Memory || builder.DataSource is ":memory:" or "")
        {
            throw new InvalidDataException("It must be a file: its reader and its writer have a connection each.");
        }

        // The loops keep their connections: a pool would only keep the file open after the server has closed it.
        builder.Pooling = false;
        builder.DefaultTimeout = (int)Math.Ceiling(options.LockTimeout.TotalSeconds);
        builder.DataSource = Path.GetFullPath(builder.DataSource);
        return builder.ToString();
    }

    /// <summary>
    /// Makes the file, and its folder, for this user alone where they are missing: messages and the keys of cookies lie in it.
    /// SQLite gives the files beside it the same permissions. What exists keeps its own.
    /// </summary>
    public static void CreateFile(string connectionString)
    {
        var builder = new SqliteConnectionStringBuilder(connectionString);
        if (builder.Mode != SqliteOpenMode.ReadWriteCreate)
        {
            return;
        }

        CreateFolder(Path.GetDirectoryName(builder.DataSource));
        if (OperatingSystem.IsWindows() || File.Exists(builder.DataSource))
        {
            return;
        }

        try
        {
            var options = new FileStreamOptions
            {
                Mode = FileMode.CreateNew,
                Access = FileAccess.Write,
                UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
            };
            new FileStream(builder.DataSource, options).Dispose();
        }
        catch (IOException) when (File.Exists(builder.DataSource))
        {
            // Another process was faster; the file is its own.
        }
    }

    private static void CreateFolder(string? path)
    {
        if (string.IsNullOrEmpty(path) || Directory.Exists(path))
        {
            return;
        }

        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
            return;
        }

        Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    private static bool HasScheme(string url) => url.StartsWith("sqlite:", StringComparison.OrdinalIgnoreCase);

    // sqlite:data/x.db and sqlite://data/x.db are relative, sqlite:/srv/x.db and sqlite:///srv/x.db are absolute.
    private static string ToPath(string url)
    {
        if (!HasScheme(url))
        {
            return url;
        }

        var path = url["sqlite:".Length..];
        return path.StartsWith("//", StringComparison.Ordinal) ? path[2..] : path;
    }
}
