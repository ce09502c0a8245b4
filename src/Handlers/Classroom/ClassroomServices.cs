using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using SocketIoCompat.Handlers.Authentication;
using SocketIoCompat.Handlers.Authentication.Tickets;
using SocketIoCompat.Handlers.Classroom.Stores;
using SocketIoCompat.Handlers.Storage;
using SocketIoCompat.Handlers.Systems;

namespace SocketIoCompat.Handlers.Classroom;

/// <summary>Puts the classroom into a server.</summary>
internal static class ClassroomServices
{
    /// <summary>The largest packet: an attachment of 16 MB with its message.</summary>
    public const int MaxPayload = 16 * 1024 * 1024;

    /// <summary>Adds the classroom's stores and rules, with the settings of <paramref name="configuration"/>.</summary>
    public static IServiceCollection AddClassroom(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<ClassroomOptions>().Bind(configuration).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<ClassroomOptions>, ClassroomOptionsValidator>());
        services.AddDatabase().AddKeysInDatabase().AddIdentityCookies();
        foreach (var version in ClassroomSchema.Versions)
        {
            services.AddSingleton(version);
        }

        services.AddSingleton(SqlTicketLeases.Schema);
        services.TryAddSingleton<ClassroomSql>();
        services.TryAddSingleton<IChatStore, SqlChatStore>();
        services.TryAddSingleton<ISessionStore, SqlSessionStore>();
        services.TryAddSingleton<INotificationStore, SqlNotificationStore>();
        services.AddClusterChannel(SystemNames.Classroom);
        services.TryAddSingleton<HighlightMemory>();
        services.TryAddSingleton<ClusterHighlights>();
        services.TryAddSingleton<IHighlightStore>(static provider => provider.GetRequiredService<ClusterHighlights>());
        services.AddHostedService(static provider => provider.GetRequiredService<ClusterHighlights>());
        services.TryAddSingleton<ClassroomRooms>();
        services.TryAddSingleton<JoinClock>();
        services.TryAddSingleton<IAttendance, SocketAttendance>();
        services.TryAddSingleton<SessionPresence>();
        services.TryAddSingleton<SessionGate>();
        services.TryAddSingleton<MessageOrder>();
        services.TryAddSingleton<BareRooms>();
        services.AddSingleton<ISessionRooms, ClassroomSessionRooms>();
        services.TryAddSingleton<SessionAccess>();
        services.TryAddSingleton<SessionAttendance>();
        services.TryAddSingleton<InterviewRooms>();
        services.TryAddSingleton<AttachmentLinks>();
        services.TryAddSingleton<NotificationService>();
        services.TryAddSingleton<ClassroomEntrance>();
        services.AddSingleton<ISystemUsers, ClassroomUsers>();
        services.TryAddKeyedSingleton(SystemNames.Classroom, (provider, _) => provider.GetRequiredService<ISocketIO>().Of("/"));
        return services;
    }

    /// <summary>Adds the classroom's events to a Socket.IO server.</summary>
    public static SocketIOBuilder AddClassroomHandlers(this SocketIOBuilder builder, SystemPlacement? placement = null) =>
        builder.AddSystem(placement ?? SystemPlacement.Everywhere(SystemNames.Classroom), group => group
            .Use((context, next) => context.Services.GetRequiredService<ClassroomEntrance>().ConnectAsync(context, next))
            .AddHandlers<TicketHandlers>()
            .AddHandlers<SessionHandlers>()
            .AddHandlers<ChatHandlers>()
            .AddHandlers<WebRtcHandlers>()
            .AddHandlers<HighlightHandlers>()
            .AddHandlers<InterviewHandlers>()
            .AddHandlers<NotificationHandlers>()
            .AddHandlers<ScheduleHandlers>());

    /// <summary>Maps the classroom's HTTP endpoints.</summary>
    public static void MapClassroom(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapAuthentication();
        endpoints.MapClassroomEndpoints();
    }
}
