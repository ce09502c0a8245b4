using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using SocketIoCompat.Handlers.RawSockets;
using SocketIoCompat.Handlers.Storage;
using SocketIoCompat.Handlers.Systems;

namespace SocketIoCompat.Handlers.MeetingRooms;

/// <summary>Puts the meeting rooms into a server.</summary>
internal static class MeetingRoomServices
{
    /// <summary>Adds the rooms, with the settings of <paramref name="configuration"/>.</summary>
    public static IServiceCollection AddMeetingRooms(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<MeetingRoomOptions>()
            .Bind(configuration)
            .Validate(
                o => o.EventsPerSecond >= 30 && o.EventBurst >= 25 && o.AbuseSeconds >= 1,
                "MeetingRooms:EventsPerSecond must be at least 30, EventBurst at least 25, AbuseSeconds at least 1.")
            .Validate(
                o => o.MaxPayload >= 64 * 1024 && o.MaxChatPayload >= 64 * 1024 && o.MaxOutboundBytes >= o.MaxPayload &&
                    o.MaxChatPayload <= int.MaxValue / 2,
                "MeetingRooms:MaxPayload and MaxChatPayload must be at least 65536, MaxOutboundBytes at least MaxPayload.")
            .Validate(
                o => o.MaxPeers >= 2 && o.MaxWaiting >= 1 && o.MaxConnections >= 1 && o.MaxMessageLength >= 1 && o.MaxBreakoutRooms >= 1,
                "MeetingRooms:MaxPeers must be at least 2, the other limits at least 1.")
            .Validate(
                o => o.JoinTimeout > TimeSpan.Zero && o.PingInterval > TimeSpan.Zero && o.ViewerCountInterval > TimeSpan.Zero &&
                    o.RoleGrace >= TimeSpan.Zero,
                "MeetingRooms:JoinTimeout, PingInterval and ViewerCountInterval must be greater than zero, RoleGrace not less.")
            .Validate(
                o => o is { MaxRecordingBytes: > 0, MaxRecordingUploads: > 0 } && IsLifetime(o.RecordingLifetime) && IsLifetime(o.PassLifetime),
                "MeetingRooms:MaxRecordingBytes and MaxRecordingUploads must be above zero, RecordingLifetime and PassLifetime from a minute to ten years.")
            .ValidateOnStart();
        services.TryAddSingleton(TimeProvider.System);
        services.AddClusterChannel(SystemNames.MeetingRooms);
        services.AddDatabase();
        services.AddDataProtection();
        services.AddSingleton(SqlTakeStore.Schema);
        services.TryAddSingleton<SqlTakeStore>();
        services.TryAddSingleton<MeetingPasses>();
        services.TryAddSingleton<RoomMemory>();
        services.TryAddSingleton<IRoomMemory>(provider => provider.GetRequiredService<RoomMemory>());
        services.AddSingleton<ISystemUsers, MeetingUsers>();
        services.TryAddSingleton<RawSocketMetrics>();
        services.TryAddSingleton<RoomDirectory>();
        services.TryAddSingleton<RoomHandler>();
        services.TryAddSingleton<RoomChatRelay>();
        services.TryAddSingleton<RoomChatHandler>();
        services.TryAddSingleton<RoomViewerHandler>();
        services.AddHostedService(provider => provider.GetRequiredService<RoomMemory>());
        services.AddHostedService<RoomCluster>();
        services.AddHostedService(provider => provider.GetRequiredService<RoomViewerHandler>());
        return services;
    }

    private static bool IsLifetime(TimeSpan time) => time >= TimeSpan.FromMinutes(1) && time <= TimeSpan.FromDays(3650);

    /// <summary>Maps the sockets of <c>/room/{roomId}</c> and <c>/room/create</c>.</summary>
    /// <param name="endpoints">The application's routes.</param>
    /// <param name="isAllowedOrigin">Whether a page of another origin may connect.</param>
    public static void MapMeetingRooms(this IEndpointRouteBuilder endpoints, Func<string, bool> isAllowedOrigin)
    {
        var services = endpoints.ServiceProvider;
        var o = services.GetRequiredService<IOptions<MeetingRoomOptions>>().Value;
        var options = new RawSocketOptions
        {
            Name = "meeting-room",
            MaxPayload = o.MaxPayload,
            MaxOutboundBytes = o.MaxOutboundBytes,
            PingInterval = o.PingInterval,
            MaxConnections = o.MaxConnections,
            EventsPerSecond = o.EventsPerSecond,
            EventBurst = o.EventBurst,
            AbuseSeconds = o.AbuseSeconds,
        };
        var chat = options with { Name = "meeting-chat", MaxPayload = o.MaxChatPayload, MaxOutboundBytes = Math.Max(o.MaxOutboundBytes, 2 * o.MaxChatPayload) };
        endpoints.MapRawSocket("/room/{roomId}/websocket", services.GetRequiredService<RoomHandler>(), options, isAllowedOrigin);
        endpoints.MapRawSocket("/room/{roomId}/chat/websocket", services.GetRequiredService<RoomChatHandler>(), chat, isAllowedOrigin);
        endpoints.MapRawSocket("/room/{roomId}/viewer/websocket", services.GetRequiredService<RoomViewerHandler>(), options with { Name = "meeting-viewer" }, isAllowedOrigin);
        endpoints.MapGet("/room/create", static () => Results.Redirect($"/room/{Guid.NewGuid()}"));
    }
}
