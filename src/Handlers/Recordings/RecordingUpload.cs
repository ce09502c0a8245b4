using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;
using SocketIoCompat.Handlers.Classroom;
using SocketIoCompat.Handlers.Storage;
using SocketIoCompat.Handlers.Systems;

namespace SocketIoCompat.Handlers.Recordings;

/// <summary>Where a recording belongs.</summary>
/// <param name="System">The system.</param>
/// <param name="Limits">What holds for the system's recordings.</param>
/// <param name="CallId">The call.</param>
/// <param name="Part">Its part, where it has parts.</param>
/// <param name="User">Who makes it.</param>
internal sealed record RecordingPlace(string System, RecordingLimits? Limits, string CallId, string? Part, SystemUser User);

/// <summary>Takes a recording: its type first, then what its maker may still keep, then its bytes, straight to the disk.</summary>
internal sealed class RecordingUpload(
    SqlRecordingStore store, RecordingFiles files, UploadSlots slots, IOptions<RecordingOptions> options, TimeProvider time)
{
    private readonly RecordingOptions _options = options.Value;

    /// <summary>The recording; or why it was not taken, as a status and a sentence.</summary>
    public async Task<(Recording? Recording, int Status, string Problem)> TakeAsync(HttpContext context, RecordingPlace place)
    {
        if (RecordingTypes.Parse(context.Request.ContentType) is not { } type)
        {
            return (null, StatusCodes.Status415UnsupportedMediaType, "A recording is video/webm, audio/webm, video/mp4, audio/mp4 or Ogg.");
        }

        var max = new RecordingSpace(_options.MaxBytesPerUser, place.Limits?.MaxBytes ?? long.MaxValue, _options.MaxBytesInAll);
        var left = max.Less(await store.MeasureAsync(place.System, place.User.Id));
        if (left <= 0)
        {
            return Full();
        }

        if (context.Request.ContentLength > Math.Min(_options.MaxBytes, left))
        {
            return context.Request.ContentLength > _options.MaxBytes ? TooLarge() : Full();
        }

        if (!slots.TryEnter(place.System, place.User.Id, place.Limits?.MaxUploads))
        {
            return (null, StatusCodes.Status429TooManyRequests, "Another recording is being uploaded; try again.");
        }

        try
        {
            return await StoreAsync(context, type, place, max, Math.Min(_options.MaxBytes, left));
        }
        finally
        {
            slots.Leave(place.System, place.User.Id);
        }
    }

    private async Task<(Recording? Recording, int Status, string Problem)> StoreAsync(
        HttpContext context, string type, RecordingPlace place, RecordingSpace max, long maxBytes)
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

        var user = place.User;
        var recording = new Recording(id, place.System, place.CallId, user.Id, user.Name, type, bytes, Duration(context.Request), time.GetUtcNow())
        {
            Part = place.Part,
        };
        var isKept = false;
        try
        {
            isKept = await store.AddAsync(recording, max);
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
