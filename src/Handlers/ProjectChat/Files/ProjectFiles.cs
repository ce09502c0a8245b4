using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;
using SocketIoCompat.Handlers.Classroom;
using SocketIoCompat.Handlers.Storage;

namespace SocketIoCompat.Handlers.ProjectChat.Files;

/// <summary>The files that are shared in projects: straight to the disk and from it, within what each user and all may take.</summary>
internal sealed class ProjectFiles : IDisposable
{
    private readonly FileFolder _folder;
    private readonly ProjectFileOptions _options;
    private readonly SqlFileStore _store;
    private readonly TimeProvider _time;
    private readonly PartitionedRateLimiter<string> _uploads;

    public ProjectFiles(SqlFileStore store, IOptions<ProjectFileOptions> options, TimeProvider time)
    {
        (_store, _options, _time) = (store, options.Value, time);
        _folder = new FileFolder(_options.Folder, ".file", time);
        _uploads = PartitionedRateLimiter.CreateChained(AtOnce(userId => userId, _options.MaxUploadsPerUser), AtOnce(_ => "", _options.MaxUploads));
    }

    /// <summary>Takes the body of a request; or says why not, as a status and a sentence.</summary>
    public async Task<(ProjectFile? File, int Status, string Problem)> TakeAsync(HttpContext context, string projectId, string userId)
    {
        var (ofUser, ofAll) = await _store.MeasureAsync(userId);
        var left = Math.Min(_options.MaxBytesPerUser - ofUser, _options.MaxBytesInAll - ofAll);
        if (context.Request.ContentLength > _options.MaxBytes)
        {
            return TooLarge();
        }

        if (left <= 0 || context.Request.ContentLength > left)
        {
            return Full();
        }

        using var place = _uploads.AttemptAcquire(userId);
        return place.IsAcquired
            ? await StoreAsync(context, projectId, userId, Math.Min(left, _options.MaxBytes))
            : (null, StatusCodes.Status429TooManyRequests, "Other files are being uploaded; try again.");
    }

    /// <summary>The file and its bytes; null when it is gone, or is not of this project.</summary>
    public async Task<(ProjectFile File, FileStream Bytes)?> OpenAsync(string projectId, string id) =>
        await _store.FindAsync(projectId, id) is { } file && _folder.Open(file.Id) is { } bytes ? (file, bytes) : null;

    /// <summary>Removes the file that a message linked to, when the message's sender has uploaded it.</summary>
    public async Task RemoveOfAsync(string projectId, string userId, string? url)
    {
        if (ProjectFile.IdOf(projectId, url) is { } id && await _store.RemoveAsync(projectId, id, userId))
        {
            _folder.Remove(id);
        }
    }

    public void Dispose() => _uploads.Dispose();

    private static PartitionedRateLimiter<string> AtOnce(Func<string, string> keyOf, int most)
    {
        var limit = new ConcurrencyLimiterOptions { PermitLimit = most };
        return PartitionedRateLimiter.Create<string, string>(userId => RateLimitPartition.GetConcurrencyLimiter(keyOf(userId), _ => limit));
    }

    private static (ProjectFile?, int, string) TooLarge() => (null, StatusCodes.Status413PayloadTooLarge, "The file is too large.");

    private static (ProjectFile?, int, string) Full() =>
        (null, StatusCodes.Status507InsufficientStorage, "There is no space left for your files; delete messages with some.");

    private async Task<(ProjectFile? File, int Status, string Problem)> StoreAsync(HttpContext context, string projectId, string userId, long maxBytes)
    {
        // The server's own limit is for small bodies; ours is checked while the bytes come.
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = null;
        }

        using var patience = new CancellationTokenSource(_options.UploadTimeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, context.RequestAborted);
        var id = ClassroomIds.NewId();
        var type = PictureTypes.Other;
        bool Take(ReadOnlyMemory<byte> head)
        {
            type = PictureTypes.Of(head.Span);
            return true;
        }

        var (end, bytes) = await _folder.WriteAsync(id, context.Request.Body, PictureTypes.HeadLength, Take, maxBytes, either.Token);
        if (end == UploadEnd.TooLarge)
        {
            return bytes > _options.MaxBytes ? TooLarge() : Full();
        }

        var file = new ProjectFile(id, projectId, userId, ProjectFile.CleanName(context.Request.Query["name"]), type, bytes, _time.GetUtcNow());
        var isKept = false;
        try
        {
            isKept = await _store.AddAsync(file, _options.MaxBytesPerUser, _options.MaxBytesInAll);
        }
        finally
        {
            if (!isKept)
            {
                _folder.Remove(id);
            }
        }

        return isKept ? (file, StatusCodes.Status201Created, "") : Full();
    }
}
