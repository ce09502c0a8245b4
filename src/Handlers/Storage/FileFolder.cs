using System.Buffers;

namespace SocketIoCompat.Handlers.Storage;

/// <summary>What became of an upload's bytes.</summary>
internal enum UploadEnd
{
    Stored,
    WrongType,
    TooLarge,
}

/// <summary>Files that users upload, in one folder. Names are ids that this server made: nothing that a client says becomes a path.</summary>
internal sealed class FileFolder
{
    private const int ChunkSize = 64 * 1024;
    private const string Partial = ".part";

    private static readonly TimeSpan Abandoned = TimeSpan.FromHours(24);

    private readonly string _folder;
    private readonly string _extension;

    /// <summary>Opens a folder, and removes what a crash has left in it.</summary>
    /// <param name="folder">The folder, which is made when it is needed; servers of one database share it.</param>
    /// <param name="extension">What the names of its files end with.</param>
    /// <param name="time">The clock.</param>
    public FileFolder(string folder, string extension, TimeProvider time)
    {
        _folder = Path.GetFullPath(folder);
        _extension = extension;
        if (Directory.Exists(_folder))
        {
            RemoveAbandoned(time);
        }
    }

    /// <summary>Writes an upload to its file. Whatever happens, nothing is left of one that was not stored.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="upload">Its bytes.</param>
    /// <param name="headLength">How many of them <paramref name="takes"/> is asked about, or all of a shorter file.</param>
    /// <param name="takes">Whether a file that begins like this is taken.</param>
    /// <param name="maxBytes">How many it may have.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>How it ended, and how many bytes it has.</returns>
    public async Task<(UploadEnd End, long Bytes)> WriteAsync(
        string id, Stream upload, int headLength, Func<ReadOnlyMemory<byte>, bool> takes, long maxBytes, CancellationToken cancellationToken)
    {
        CreateFolder();
        var partial = PathOf(id) + Partial;
        try
        {
            (UploadEnd End, long Bytes) written;
            await using (var file = new FileStream(partial, Options()))
            {
                written = await CopyAsync(upload, file, headLength, takes, maxBytes, cancellationToken);
            }

            if (written.End == UploadEnd.Stored)
            {
                File.Move(partial, PathOf(id));
            }

            return written;
        }
        finally
        {
            File.Delete(partial);
        }
    }

    /// <summary>The file, to be read from anywhere; null when it is gone.</summary>
    public FileStream? Open(string id)
    {
        try
        {
            return new FileStream(PathOf(id), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, ChunkSize, FileOptions.Asynchronous);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    /// <summary>Removes a file; nothing happens when it is gone already.</summary>
    public void Remove(string id)
    {
        if (Directory.Exists(_folder))
        {
            File.Delete(PathOf(id));
        }
    }

    private static async Task<(UploadEnd End, long Bytes)> CopyAsync(
        Stream upload, FileStream file, int headLength, Func<ReadOnlyMemory<byte>, bool> takes, long maxBytes, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(ChunkSize);
        try
        {
            var read = await upload.ReadAtLeastAsync(buffer, headLength, throwOnEndOfStream: false, cancellationToken);
            if (!takes(buffer.AsMemory(0, read)))
            {
                return (UploadEnd.WrongType, 0);
            }

            for (long bytes = read; ; bytes += read)
            {
                if (bytes > maxBytes)
                {
                    return (UploadEnd.TooLarge, bytes);
                }

                await file.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
                read = await upload.ReadAsync(buffer, cancellationToken);
                if (read == 0)
                {
                    return (UploadEnd.Stored, bytes);
                }
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static FileStreamOptions Options()
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Options = FileOptions.Asynchronous, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return options;
    }

    private void CreateFolder()
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(_folder);
        }
        else
        {
            Directory.CreateDirectory(_folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    // What a crash has left. Another server of the same folder may be writing the newer ones.
    private void RemoveAbandoned(TimeProvider time)
    {
        foreach (var partial in Directory.EnumerateFiles(_folder, "*" + Partial))
        {
            if (time.GetUtcNow().UtcDateTime - File.GetLastWriteTimeUtc(partial) > Abandoned)
            {
                File.Delete(partial);
            }
        }
    }

    private string PathOf(string id) => Path.Combine(_folder, id + _extension);
}
