using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;
using SocketIoCompat.Handlers.Classroom;
using SocketIoCompat.Handlers.Systems;

namespace SocketIoCompat.Handlers.Recordings;

/// <summary>Takes a recording: its type first, then what its maker may still keep, then its bytes, straight to the disk.</summary>
internal sealed class RecordingUpload(
    SqlRecordingStore store, RecordingFiles files, UploadSlots slots, IOptions<RecordingOptions> options, TimeProvider time)
{
    private readonly RecordingOptions _options = options.Value;

    /// <summary>The recording; or why it was not taken, as a status and a sentence.</summary>
    public async Task<(Recording? Recording, int Status, string Problem)> TakeAsync(HttpContext context, string system, string callId, SystemUser user)
    {
        if (RecordingTypes.Parse(context.Request.ContentType) is not { } type)
        {
            return (null, StatusCodes.Status415UnsupportedMediaType, "A recording is video/webm, audio/webm, video/mp4, audio/mp4 or Ogg.");
        }

        var (ofUser, ofAll) = await store.MeasureAsync(system, user.Id);
        var left = Math.Min(_options.MaxBytesPerUser - ofUser, _options.MaxBytesInAll - ofAll);
        if (left <= 0)
        {
            return Full();
        }

        if (context.Request.ContentLength > Math.Min(_options.MaxBytes, left))
        {
            return context.Request.ContentLength > _options.MaxBytes ? TooLarge() : Full();
        }

        var slot = $"{system}:{user.Id}";
        if (!slots.TryEnter(slot))
        {
            return (null, StatusCodes.Status429TooManyRequests, "Another recording is being uploaded; try again.");
        }

        try
        {
            return await StoreAsync(context, type, system, callId, user, Math.Min(_options.MaxBytes, left));
        }
        finally
        {
            slots.Leave(slot);
        }
    }

    private async Task<(Recording? Recording, int Status, string Problem)> StoreAsync(
        HttpContext context, string type, string system, string callId, SystemUser user, long maxBytes)
    {
        // The server's own limit is for small bodies; ours is checked while the bytes come.
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = null;
        }

        using var patience = new CancellationTokenSource(_options.UploadTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, context.RequestAborted);
        var id = ClassroomIds.NewId();
        var (end, bytes) = await files.WriteAsync(id, type, context.Request.Body, maxBytes, either.Token);
        switch (end)
        {
            case UploadEnd.WrongType:
                return (null, StatusCodes.Status415UnsupportedMediaType, "The file is not of the type that it is said to be.");
            case UploadEnd.TooLarge:
                return bytes > _options.MaxBytes ? TooLarge() : Full();
        }

        var recording = new Recording(id, system, callId, user.Id, user.Name, type, bytes, Duration(context.Request), time.GetUtcNow());
        var isKept = false;
        try
        {
            isKept = await store.AddAsync(recording, _options.MaxBytesPerUser, _options.MaxBytesInAll);
        }
        finally
        {
            if (!isKept)
            {
                files.Remove(id);
            }
        }

        return isKept ? (recording, StatusCodes.Status201Created, "") : Full();
    }

    private static long? Duration(HttpRequest request) =>
        long.TryParse(request.Query["durationMs"], NumberStyles.None, CultureInfo.InvariantCulture, out var duration) ? duration : null;

    private static (Recording?, int, string) TooLarge() =>
        (null, StatusCodes.Status413PayloadTooLarge, "The recording is too large.");

    private static (Recording?, int, string) Full() =>
        (null, StatusCodes.Status507InsufficientStorage, "There is no space left for your recordings; delete some.");
}
