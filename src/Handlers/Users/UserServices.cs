using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using SocketIoCompat.Handlers.Storage;

namespace SocketIoCompat.Handlers.Users;

/// <summary>Registers the users. Every system that has any calls it.</summary>
internal static class UserServices
{
    public static IServiceCollection AddUsers(this IServiceCollection services)
    {
        services.AddDatabase();
        if (!services.Any(s => ReferenceEquals(s.ImplementationInstance, SqlUserStore.Schema)))
        {
            services.AddSingleton(SqlUserStore.Schema);
        }

        services.TryAddSingleton<IUserStore, SqlUserStore>();
        services.TryAddSingleton<UserPasswords>();
        return services;
    }
}
