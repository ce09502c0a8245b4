using System.Data.Common;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using SocketIoCompat.Handlers.Classroom;
using SocketIoCompat.Handlers.Storage;

namespace SocketIoCompat.Server;

/// <summary>Puts the server together.</summary>
internal static class ServerApplication
{
    /// <summary>What may wait for a slow client: some attachments, so that two of them in a row do not cost it its connection.</summary>
    private const int MaxOutboundBytes = 64 * 1024 * 1024;

    /// <summary>The JavaScript client, which the build fetched from npm.</summary>
    private static readonly string ClientBundleFolder = Path.Combine(AppContext.BaseDirectory, "client-dist");

    private static readonly TimeSpan ShutdownTimeout = TimeSpan.FromSeconds(10);

    /// <summary>Builds the server and opens its database; it does not listen yet.</summary>
    public static async Task<WebApplication> BuildAsync(string[] args)
    {
        // The settings lie beside the program; relative paths of data start where it was started.
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            Args = args,
            ContentRootPath = AppContext.BaseDirectory,
        });
        var addresses = ListenAddresses.Read(builder.Configuration, builder.Environment);
        ListenAddresses.RequireLoopbackInDevelopment(addresses, builder.Configuration, builder.Environment);
        builder.WebHost.UseUrls([.. addresses]);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
        if (builder.Configuration.GetValue("Server:DirectSends", OperatingSystem.IsLinux()))
            builder.WebHost.UseDirectSends();
        builder.Logging.AddServerLogging(builder.Configuration);
        var systems = new ServerSystems(builder.Configuration);
        AddServices(builder, systems);

        var app = builder.Build();
        try
        {
            await OpenDatabaseAsync(app.Services, systems);
            Map(app, systems);
            return app;
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }
    }

    // Before anything else is made: the container disposes in the reverse order, so the database outlives what stops after it,
    // and takes what the last handlers write. Its own end does all that it has accepted.
    private static async Task OpenDatabaseAsync(IServiceProvider services, ServerSystems systems)
    {
        try
        {
            await services.GetRequiredService<IDatabase>().StartAsync(CancellationToken.None);
            await systems.PrepareAsync(services);
        }
        catch (Exception exception) when (exception is DbException or IOException or InvalidDataException or UnauthorizedAccessException or ArgumentException)
        {
            throw new StartupException($"The database of DATABASE_URL cannot be opened: {exception.Message}", exception);
        }
    }

    private static void AddServices(WebApplicationBuilder builder, ServerSystems systems)
    {
        var services = builder.Services;
        var configuration = builder.Configuration;
        var origins = new FrontendOrigins(configuration, builder.Environment);
        services.Configure<HostOptions>(host => host.ShutdownTimeout = ShutdownTimeout);
        services.AddCors(cors => cors.AddPolicy(
            FrontendOrigins.Policy,
            policy => policy.SetIsOriginAllowed(origins.IsAllowed).AllowAnyHeader().AllowAnyMethod().AllowCredentials()));
        services.AddSingleton<DatabaseHealth>().AddHealthChecks().AddCheck<DatabaseHealth>("database");
        AddressLimits.Add(services, configuration, builder.Environment);
        Draining.Add(services, configuration);
        services.AddKeyCertificate(configuration.GetSection("DataProtection"));
        services.Configure<DatabaseOptions>(configuration.GetSection("Database"));
        if (configuration["DATABASE_URL"] is { Length: > 0 } url)
        {
            services.Configure<DatabaseOptions>(database => database.Url = url);
        }

        systems.AddServices(services);
        systems.AddHandlers(services.AddSocketIO(server =>
        {
            server.PingTimeout = TimeSpan.FromSeconds(60);
            server.MaxPayload = ClassroomServices.MaxPayload;
            server.MaxOutboundBytes = MaxOutboundBytes;
            if (Directory.Exists(ClientBundleFolder))
                server.ClientBundleFolder = ClientBundleFolder;
            configuration.GetSection("SocketIO").Bind(server);

            // The classroom's attachments are data URLs: without this a packet that waits for binary ones could hold ten times as much.
            server.MaxPacketBinaryBytes ??= server.MaxPayload;
        }).AddConfiguredCluster(configuration).AddConfiguredAdmin(configuration));
    }

    private static void Map(WebApplication app, ServerSystems systems)
    {
        app.UseTrustedProxies(app.Configuration);
        app.UseCors(FrontendOrigins.Policy);
        app.UseRateLimiter();
        app.UseWebClient();
        app.MapHealthChecks("/health", new HealthCheckOptions { ResponseWriter = app.Services.GetRequiredService<Draining>().WriteHealthAsync });
        systems.Map(app);
    }
}
