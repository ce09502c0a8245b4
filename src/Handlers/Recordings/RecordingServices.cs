using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using SocketIoCompat.Handlers.Storage;

namespace SocketIoCompat.Handlers.Recordings;

/// <summary>Puts recordings of calls into a server: section <c>Recordings</c> of the configuration.</summary>
internal static class RecordingServices
{
    public static IServiceCollection AddRecordings(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<RecordingOptions>()
            .Bind(configuration)
            .Validate(
                o => o is { MaxBytes: > 0, MaxBytesPerUser: > 0, MaxBytesInAll: > 0, MaxUploads: > 0, MaxUploadsPerUser: > 0, Folder.Length: > 0 } &&
                    o.UploadTimeout > TimeSpan.Zero && o.UploadTimeout <= TimeSpan.FromDays(1),
                "Recordings: the folder must be named and the limits must be above zero, UploadTimeout a day at most.")
            .ValidateOnStart();
        services.AddDatabase();
        services.AddSingleton(SqlRecordingStore.Schema);
        services.AddSingleton(SqlRecordingStore.Parts);
        services.TryAddSingleton<SqlRecordingStore>();
        services.TryAddSingleton<RecordingFiles>();
        services.TryAddSingleton<UploadSlots>();
        services.TryAddSingleton<RecordingUpload>();
        services.AddHostedService<RecordingRetention>();
        return services;
    }
}
