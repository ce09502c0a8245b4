using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using SocketIoCompat.Server;

namespace SocketIoCompat.UnitTests.Handlers.Server;

public sealed class TelemetryExportTests
{
    [Fact]
    public async Task A_collector_gets_metrics_and_traces_and_the_last_of_them_at_the_end()
    {
        var received = new ConcurrentDictionary<string, string>();
        await using var collector = await CollectAsync(received);
        using var meter = new Meter("SocketIoCompat.Test");
        using var source = new ActivitySource("SocketIoCompat.Test");

        using (TelemetryExport.Start(Configure(
            ("OTEL_EXPORTER_OTLP_ENDPOINT", collector.Urls.Single()), ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"), ("OTEL_SERVICE_NAME", "one of many"))))
        {
            meter.CreateCounter<int>("counted.here").Add(1);
            source.StartActivity("spanned here")?.Dispose();
        }

        received["/v1/metrics"].ShouldContain("counted.here");
        received["/v1/metrics"].ShouldContain("one of many");
        received["/v1/traces"].ShouldContain("spanned here");
    }

    [Fact]
    public void Nothing_is_exported_unless_a_collector_is_named() => TelemetryExport.Start(Configure()).ShouldBeNull();

    [Theory]
    [InlineData("collector:4317")]
    [InlineData("somewhere")]
    public void An_address_that_is_none_is_one_sentence(string endpoint) =>
        Should.Throw<StartupException>(() => TelemetryExport.Start(Configure(("OTEL_EXPORTER_OTLP_ENDPOINT", endpoint))))
            .Message.ShouldStartWith($"OTEL_EXPORTER_OTLP_ENDPOINT is '{endpoint}'");

    private static IConfiguration Configure(params (string Name, string Value)[] settings) =>
        new ConfigurationBuilder().AddInMemoryCollection(settings.Select(s => KeyValuePair.Create(s.Name, (string?)s.Value))).Build();

    private static async Task<WebApplication> CollectAsync(ConcurrentDictionary<string, string> received)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.MapPost("/{**path}", async (HttpRequest request) =>
        {
            using var body = new MemoryStream();
            await request.Body.CopyToAsync(body);
            received[request.Path] = Encoding.Latin1.GetString(body.ToArray());
        });
        await app.StartAsync();
        return app;
    }
}
