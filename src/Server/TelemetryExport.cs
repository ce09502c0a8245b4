using System.Reflection;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace SocketIoCompat.Server;

/// <summary>
/// Sends metrics and traces to an OpenTelemetry collector when <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> names one. The other variables of the
/// OpenTelemetry specification (protocol, headers, interval, sampler, <c>OTEL_SERVICE_NAME</c>, …) count as well.
/// </summary>
internal sealed class TelemetryExport : IDisposable
{
    private const string EndpointVariable = "OTEL_EXPORTER_OTLP_ENDPOINT";

    /// <summary>Ours, ASP.NET Core's and the runtime's; PostgreSQL's driver has its own.</summary>
    private static readonly string[] Meters =
        ["SocketIoCompat*", "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "System.Runtime", "Npgsql"];

    private static readonly string[] Sources = ["SocketIoCompat*", "Microsoft.AspNetCore", "Npgsql"];

    private readonly MeterProvider _metrics;
    private readonly TracerProvider _traces;

    private TelemetryExport(IConfiguration configuration)
    {
        _metrics = Sdk.CreateMeterProviderBuilder()
            .ConfigureServices(services => services.AddSingleton(configuration))
            .ConfigureResource(Describe)
            .AddMeter(Meters)
            .AddOtlpExporter()
            .Build();
        _traces = Sdk.CreateTracerProviderBuilder()
            .ConfigureServices(services => services.AddSingleton(configuration))
            .ConfigureResource(Describe)
            .AddSource(Sources)
            .AddOtlpExporter()
            .Build();
    }

    /// <summary>Starts the export that the configuration asks for; null when it asks for none.</summary>
    /// <exception cref="StartupException">The collector's address is no address.</exception>
    public static TelemetryExport? Start(IConfiguration configuration)
    {
        var endpoint = configuration[EndpointVariable];
        if (string.IsNullOrWhiteSpace(endpoint))
            return null;
        if (!Uri.TryCreate(endpoint, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
            throw new StartupException($"{EndpointVariable} is '{endpoint}'; it is a collector's address, such as http://localhost:4317.");
        return new TelemetryExport(configuration);
    }

    /// <summary>Sends what has not been sent, and ends.</summary>
    public void Dispose()
    {
        _traces.Dispose();
        _metrics.Dispose();
    }

    private static void Describe(ResourceBuilder resource) => resource
        .AddService("SocketIoCompat.Server", serviceVersion: typeof(TelemetryExport).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion)
        .AddEnvironmentVariableDetector();
}
