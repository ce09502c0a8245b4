using System.Buffers;
using Microsoft.Extensions.Options;

namespace SocketIoCompat.Handlers.Recordings;

/// <summary>What became of an upload's bytes.</summary>
internal enum UploadEnd
{
    Stored,
    WrongType,
    TooLarge,
}

/// <summary>The files of recordings. Names are ids that this server made: nothing that a client says becomes a path.</summary>
internal sealed class RecordingFiles
{
    private const int ChunkSize = 64 * 1024;
    private const string Partial = ".part";

    private static readonly TimeSpan Abandoned = TimeSpan.FromHours(24);

    private readonly string _folder;

    public RecordingFiles(IOptions<RecordingOptions> options, TimeProvider time)
    {
        _folder = Path.GetFullPath(options.Value.Folder);
        if (Directory.Exists(_folder))
        {
            RemoveAbandoned(time);
        }
    }

    /// <summary>Writes an upload to its file. Whatever happens, nothing is left of one that was not stored.</summary>
    /// <returns>How it ended, and how many bytes it has.</returns>
    public async Task<(UploadEnd End, long Bytes)> WriteAsync(string id, string type, Stream upload, long maxBytes, CancellationToken cancellationToken)
    {
        CreateFolder();
        var partial = PathOf(id) + Partial;
        try
        {
            (UploadEnd End, long Bytes) written;
            await using (var file = new FileStream(partial, Options()))
            {
                written = await CopyAsync(type, upload, file, maxBytes, cancellationToken);
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

    public void Remove(string id) => File.Delete(PathOf(id));

    private static async Task<(UploadEnd End, long Bytes)> CopyAsync(
        string type, Stream upload, FileStream file, long maxBytes, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(ChunkSize);
        try
        {
            var read = await upload.ReadAtLeastAsync(buffer, RecordingTypes.HeadLength, throwOnEndOfStream: false, cancellationToken);
            if (!RecordingTypes.Fits(type, buffer.AsSpan(0, read)))
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

    private string PathOf(string id) => Path.Combine(_folder, id + ".media");
}
