using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using SocketIoCompat.Handlers.Authentication.Login;
using SocketIoCompat.Handlers.Authentication.Tokens;
using SocketIoCompat.Handlers.Storage;
using SocketIoCompat.Handlers.SupportSessions.Endpoints;
using SocketIoCompat.Handlers.SupportSessions.Stores;
using SocketIoCompat.Handlers.SupportSessions.Transcription;
using SocketIoCompat.Handlers.Systems;
using SocketIoCompat.Handlers.Users;

namespace SocketIoCompat.Handlers.SupportSessions;

/// <summary>Puts the support sessions into a server.</summary>
internal static class SupportSessionServices
{
    /// <summary>The cookie that carries the identity.</summary>
    public const string CookieName = "supportly_auth_token";

    /// <summary>The query parameter of the handshake that names the session.</summary>
    public const string SessionIdQuery = "sessionId";

    /// <summary>Adds the store and the rules, with the settings of <paramref name="configuration"/>.</summary>
    public static IServiceCollection AddSupportSessions(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<SupportOptions>().Bind(configuration).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<SupportOptions>, SupportOptionsValidator>());
        services.AddDatabase().AddUsers().AddTokens(SystemNames.SupportSessions);
        services.AddSingleton(SupportSchema.V1);
        services.TryAddSingleton<ISupportStore, SqlSupportStore>();
        services.TryAddSingleton<SupportAuthenticator>();
        services.AddSingleton<ISystemUsers, SupportUsers>();
        services.TryAddSingleton<SupportAccess>();
        services.TryAddSingleton<SupportRooms>();
        services.TryAddSingleton<BareRooms>();
        services.AddSingleton<ISessionRooms, SupportSessionRooms>();
        services.TryAddSingleton<SupportEntrance>();
        services.TryAddSingleton<SupportDocuments>();
        services.TryAddSingleton<SupportCookie>();
        services.TryAddSingleton<EventGate>();
        services.TryAddSingleton(CreateTranscriber);
        services.AddLogin().AddSingleton<ILoginPart, SupportLogin>();
        return services;
    }

    /// <summary>Adds the support sessions' events to a Socket.IO server.</summary>
    public static SocketIOBuilder AddSupportSessionHandlers(this SocketIOBuilder builder, SystemPlacement placement) =>
        builder.AddSystem(placement, group => group
            .Use((context, next) => context.Services.GetRequiredService<SupportEntrance>().ConnectAsync(context, next))
            .AddHandlers<SupportHandlers>()
            .AddHandlers<TranscriptionHandlers>());

    /// <summary>Maps the support sessions' HTTP endpoints.</summary>
    public static void MapSupportSessions(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapSupportAccounts();
        endpoints.MapDevelopmentSupportSignIn();
        endpoints.MapSupportSessionEndpoints();
    }

    private static ITranscriber CreateTranscriber(IServiceProvider provider)
    {
        var isOn = provider.GetRequiredService<IHostEnvironment>().IsDevelopment();
        return (provider.GetRequiredService<IOptions<SupportOptions>>().Value.Transcription ?? (isOn ? "echo" : "off")) == "echo"
            ? new EchoTranscriber()
            : new NoTranscriber();
    }
}
