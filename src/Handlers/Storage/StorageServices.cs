using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using SocketIoCompat.Handlers.Storage.Postgres;
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
                o => SqliteUrl.IsSqlite(o.Url) || PostgresUrl.IsPostgres(o.Url),
                "DATABASE_URL must name a PostgreSQL database (postgresql://user:password@host:port/database) or a SQLite file (sqlite:path or Data Source=path).")
            .Validate(
                o => o is { MaxWaiting: > 0, MaxWaitingBytes: > 0, MaxBatch: > 0, MaxConnections: > 1 } &&
                    o.LockTimeout > TimeSpan.Zero && o.CommandTimeout >= TimeSpan.FromSeconds(1) && o.StartTimeout > TimeSpan.Zero,
                "The database's limits must be greater than zero, Database:MaxConnections than one, and Database:CommandTimeout at least a second.")
            .ValidateOnStart();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<IDatabase>(provider =>
            PostgresUrl.IsPostgres(provider.GetRequiredService<IOptions<DatabaseOptions>>().Value.Url)
                ? ActivatorUtilities.CreateInstance<PostgresDatabase>(provider)
                : ActivatorUtilities.CreateInstance<SqliteDatabase>(provider));
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
