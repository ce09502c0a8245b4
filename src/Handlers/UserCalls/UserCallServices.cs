using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using SocketIoCompat.Handlers.Authentication.Tokens;
using SocketIoCompat.Handlers.Storage;
using SocketIoCompat.Handlers.Systems;

namespace SocketIoCompat.Handlers.UserCalls;

/// <summary>Puts the user calls into a server.</summary>
internal static class UserCallServices
{
    /// <summary>Adds the store and the rules, with the settings of <paramref name="configuration"/>.</summary>
    public static IServiceCollection AddUserCalls(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<UserCallOptions>()
            .Bind(configuration)
            .Validate(
                o => o.EventsPerSecond >= 30 && o.EventBurst >= 25 && o.AbuseSeconds >= 1,
                "UserCalls:EventsPerSecond must be at least 30, UserCalls:EventBurst at least 25 and UserCalls:AbuseSeconds at least 1.")
            .Validate(
                o => o.MaxSignalBytes >= 16 * 1024 && o.MaxRoomNameLength >= 1 && !string.IsNullOrEmpty(o.CookieName),
                "UserCalls:MaxSignalBytes must be at least 16384, UserCalls:MaxRoomNameLength at least 1 and UserCalls:CookieName not empty.")
            .ValidateOnStart();
        services.AddDatabase().AddTokens(SystemNames.UserCalls);
        services.AddSingleton(SqlCallStore.Schema);
        services.TryAddSingleton<ICallStore, SqlCallStore>();
        services.TryAddSingleton<CallDirectory>();
        services.TryAddSingleton<CallRooms>();
        services.TryAddSingleton<CallEntrance>();
        services.AddSingleton<ISystemUsers, CallUsers>();
        services.TryAddSingleton<EventGate>();
        return services;
    }

    /// <summary>Adds the user calls' events to a Socket.IO server.</summary>
    public static SocketIOBuilder AddUserCallHandlers(this SocketIOBuilder builder, SystemPlacement placement) =>
        builder.AddSystem(placement, group => group
            .Use((context, next) => context.Services.GetRequiredService<CallEntrance>().ConnectAsync(context, next))
            .AddHandlers<CallHandlers>());

    /// <summary>Maps the user calls' HTTP endpoints.</summary>
    public static void MapUserCalls(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapCallEndpoints();
        endpoints.MapDevelopmentTokens();
    }
}
