using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using SocketIoCompat.Handlers.Authentication.Login;
using SocketIoCompat.Handlers.Authentication.Tokens;
using SocketIoCompat.Handlers.ProjectChat.Cluster;
using SocketIoCompat.Handlers.ProjectChat.Endpoints;
using SocketIoCompat.Handlers.ProjectChat.Files;
using SocketIoCompat.Handlers.ProjectChat.Sockets;
using SocketIoCompat.Handlers.ProjectChat.Stores;
using SocketIoCompat.Handlers.RawSockets;
using SocketIoCompat.Handlers.Storage;
using SocketIoCompat.Handlers.Systems;
using SocketIoCompat.Handlers.Users;

namespace SocketIoCompat.Handlers.ProjectChat;

/// <summary>Puts the project chat into a server.</summary>
internal static class ProjectChatServices
{
    /// <summary>Adds stores, rules and calls, with the settings of <paramref name="configuration"/>.</summary>
    public static IServiceCollection AddProjectChat(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<ProjectChatOptions>()
            .Bind(configuration)
            .Validate(
                o => o.EventsPerSecond >= 30 && o.EventBurst >= 25 && o.AbuseSeconds >= 1 && o.CallsPerMinute >= 1,
                "ProjectChat:EventsPerSecond must be at least 30, EventBurst at least 25, AbuseSeconds and CallsPerMinute at least 1.")
            .Validate(
                o => o.MaxPayload >= 64 * 1024 && o.MaxOutboundBytes >= o.MaxPayload && o.MaxSocketsPerUser >= 1 &&
                    o.MaxContentLength >= 1 && o.HistoryLimit >= 1 && o.MaxGroupSize >= 2,
                "ProjectChat:MaxPayload must be at least 65536, MaxOutboundBytes at least MaxPayload, MaxGroupSize at least 2 and the other limits at least 1.")
            .Validate(
                o => o.RingTimeout > TimeSpan.Zero && o.DisconnectGrace >= TimeSpan.Zero && o.DisconnectGrace < TimeSpan.FromSeconds(29) &&
                    o.PingInterval > TimeSpan.Zero && o.RosterLifetime >= TimeSpan.Zero,
                "ProjectChat:RingTimeout and PingInterval must be greater than zero, DisconnectGrace from 0 to 28 seconds.")
            .ValidateOnStart();
        services.AddProjectFiles(configuration.GetSection("Files"));
        services.AddDatabase().AddUsers().AddTokens(SystemNames.ProjectChat).AddLogin();
        services.AddSingleton(ProjectChatSchema.V1);
        services.TryAddSingleton<IProjectStore, SqlProjectStore>();
        services.TryAddSingleton<IMessageStore, SqlMessageStore>();
        services.TryAddSingleton<ICallHistory, SqlCallHistory>();
        services.TryAddSingleton<AccountTokens>();
        services.AddSingleton<ILoginPart>(provider => provider.GetRequiredService<AccountTokens>());
        services.TryAddSingleton<TokenCheck>();
        services.TryAddSingleton<RosterCache>();
        services.AddSingleton<ISystemUsers, ProjectUsers>();
        services.AddClusterChannel(SystemNames.ProjectChat);
        services.TryAddSingleton<RawSocketMetrics>();
        services.TryAddSingleton<PageTable>();
        services.TryAddSingleton<PagesElsewhere>();
        services.TryAddSingleton<PageDelivery>();
        services.TryAddSingleton<Frames>();
        services.TryAddSingleton<CallMessages>();
        services.TryAddSingleton<CallService>();
        services.TryAddSingleton<ProjectAnnouncer>();
        services.TryAddSingleton<PageEvents>();
        services.TryAddSingleton<PageHandler>();
        services.TryAddSingleton<MessageChanges>();
        services.TryAddSingleton<ProjectMembers>();
        services.TryAddSingleton<MemberCheck>();
        services.AddHostedService<ProjectCluster>();
        services.AddHostedService<CallClock>();
        return services;
    }

    private static void AddProjectFiles(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<ProjectFileOptions>()
            .Bind(configuration)
            .Validate(
                o => o is { MaxBytes: > 0, MaxBytesPerUser: > 0, MaxBytesInAll: > 0, MaxUploads: > 0, MaxUploadsPerUser: > 0, Folder.Length: > 0 } &&
                    o.UploadTimeout > TimeSpan.Zero && o.UploadTimeout <= TimeSpan.FromDays(1),
                "ProjectChat:Files: the folder must be named and the limits must be above zero, UploadTimeout a day at most.")
            .ValidateOnStart();
        services.AddSingleton(SqlFileStore.Schema);
        services.TryAddSingleton<SqlFileStore>();
        services.TryAddSingleton<ProjectFiles>();
    }

    /// <summary>Maps <c>/ws</c> and the REST endpoints.</summary>
    /// <param name="endpoints">The application's routes.</param>
    /// <param name="isAllowedOrigin">Whether a page of another origin may connect.</param>
    public static void MapProjectChat(this IEndpointRouteBuilder endpoints, Func<string, bool> isAllowedOrigin)
    {
        var services = endpoints.ServiceProvider;
        var o = services.GetRequiredService<IOptions<ProjectChatOptions>>().Value;
        var options = new RawSocketOptions
        {
            Name = "project-chat",
            MaxPayload = o.MaxPayload,
            MaxOutboundBytes = o.MaxOutboundBytes,
            PingInterval = o.PingInterval,
            EventsPerSecond = o.EventsPerSecond,
            EventBurst = o.EventBurst,
            AbuseSeconds = o.AbuseSeconds,
        };
        endpoints.MapRawSocket("/ws", services.GetRequiredService<PageHandler>(), options, isAllowedOrigin);
        endpoints.MapAccountEndpoints();
        endpoints.MapProjectEndpoints();
        endpoints.MapMessageEndpoints();
        endpoints.MapDevelopmentTokens();
    }
}
