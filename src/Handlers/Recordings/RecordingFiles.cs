using Microsoft.Extensions.Options;
using SocketIoCompat.Handlers.Storage;

namespace SocketIoCompat.Handlers.Recordings;

/// <summary>The files of recordings.</summary>
internal sealed class RecordingFiles(IOptions<RecordingOptions> options, TimeProvider time)
{
    private readonly FileFolder _folder = new(options.Value.Folder, ".media", time);

    /// <summary>Writes an upload to its file, when that begins like one of its type.</summary>
    /// <returns>How it ended, and how many bytes it has.</returns>
    public Task<(UploadEnd End, long Bytes)> WriteAsync(string id, string type, Stream upload, long maxBytes, CancellationToken cancellationToken) =>
        _folder.WriteAsync(id, upload, RecordingTypes.HeadLength, head => RecordingTypes.Fits(type, head.Span), maxBytes, cancellationToken);

    /// <summary>The file, to be read from anywhere; null when it is gone.</summary>
    public FileStream? Open(string id) => _folder.Open(id);

    public void Remove(string id) => _folder.Remove(id);
}
