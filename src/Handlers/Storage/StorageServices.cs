using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using SocketIoCompat.Handlers.Storage.Sqlite;

namespace SocketIoCompat.Handlers.Storage;

/// <summary>Registers the database and the keys that are kept in it.</summary>
internal static class StorageServices
{
    /// <summary>Adds the database of <see cref="DatabaseOptions.Url"/>.</summary>
    public static IServiceCollection AddDatabase(this IServiceCollection services)
    {
        if (services.Any(s => s.ServiceType == typeof(IDatabase)))
        {
            return services;
        }

        services.AddOptions<DatabaseOptions>()
            .Validate(
                o => SqliteUrl.IsSqlite(o.Url),
                "The database URL must name a SQLite file (sqlite:path or Data Source=path); other databases are not supported yet.")
            .Validate(
                o => o is { MaxWaiting: > 0, MaxWaitingBytes: > 0, MaxBatch: > 0 } && o.LockTimeout > TimeSpan.Zero,
                "The database's limits must be greater than zero.")
            .ValidateOnStart();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<IDatabase, SqliteDatabase>();
        return services;
    }

    /// <summary>Keeps the data protection keys in the database instead of in a folder of this machine.</summary>
    public static IServiceCollection AddKeysInDatabase(this IServiceCollection services)
    {
        services.AddSingleton(KeyRepository.Schema);
        services.TryAddSingleton<KeyRepository>();
        services.AddDataProtection().SetApplicationName("SocketIoCompat");
        services.AddSingleton<IConfigureOptions<KeyManagementOptions>>(provider =>
            new ConfigureOptions<KeyManagementOptions>(
                o => o.XmlRepository = provider.GetRequiredService<KeyRepository>()));
        return services;
    }
}
