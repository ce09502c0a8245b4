using System.Text.Json;

namespace SocketIoCompat.Admin;

/// <summary>Puts the operator's view onto a server, which without it has no hook attached and pays for none.</summary>
internal sealed class AdminServer(AdminOptions options) : IAsyncDisposable
{
    private AdminCredential? _credential;
    private AdminOutbox? _outbox;
    private AdminStatistics? _statistics;
    private AdminDetails? _details;
    private AdminCommands? _commands;
    private StatusFeed? _status;

    public void Attach(SocketIOServer server)
    {
        _credential = new AdminCredential(options, server.Time);
        var admin = server.Of(options.Namespace).Use(_credential.CheckAsync);
        _outbox = new AdminOutbox(admin, server.Logger);
        _statistics = new AdminStatistics(server, admin, _outbox, options.ServerId);
        _commands = options.IsReadOnly ? null : new AdminCommands(server);
        _details = options.ShowsDetails ? new AdminDetails(server, admin, _outbox, options) : null;
        admin.OnConnection(socket => WelcomeAsync(socket, server.Json));

        var status = server.Of(options.StatusNamespace).Use(_credential.CheckAsync);
        _status = new StatusFeed(server, status, options.ServerId);
        status.OnConnection(async socket =>
        {
            await OfferSessionAsync(socket);
            await _status.ShowAsync(socket);
        });
    }

    public async ValueTask DisposeAsync()
    {
        _statistics?.Dispose();
        if (_status is not null)
            await _status.DisposeAsync();
        if (_outbox is not null)
            await _outbox.DisposeAsync();
        _credential?.Dispose();
    }

    private async Task WelcomeAsync(Socket admin, JsonSerializerOptions json)
    {
        await OfferSessionAsync(admin);
        await admin.EmitAsync("config", AdminJson.Write(json, (writer, _) => WriteConfig(writer)));
        _commands?.Listen(admin);
        if (_details is not null)
            await _details.ShowAllAsync(admin);
    }

    private ValueTask OfferSessionAsync(Socket socket) =>
        socket.Data.Remove<AdminLogin>() is null ? default : socket.EmitAsync("session", _credential!.IssueSession());

    private void WriteConfig(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteStartArray("supportedFeatures"u8);
        foreach (var feature in (string[])[.. options.IsReadOnly ? [] : AdminCommands.Features, "AGGREGATED_EVENTS"])
            json.WriteStringValue(feature);
        if (options.ShowsDetails)
            json.WriteStringValue("ALL_EVENTS"u8);
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
