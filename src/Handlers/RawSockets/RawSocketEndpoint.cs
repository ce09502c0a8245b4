using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using SocketIoCompat.Engine.Transports;
using SocketIoCompat.Handlers.Classroom;

namespace SocketIoCompat.Handlers.RawSockets;

/// <summary>Accepts bare websockets of one system, and holds them to their rates.</summary>
internal sealed partial class RawSocketEndpoint(
    IRawSocketHandler handler,
    RawSocketOptions options,
    Func<string, bool> isAllowedOrigin,
    IHostApplicationLifetime lifetime,
    RawSocketMetrics metrics,
    TimeProvider time,
    ILogger<RawSocketEndpoint> logger)
{
    private const int PolicyViolation = 1008;
    private const int InternalError = 1011;
    private const int GoingAway = 1001;
    private const int BytesPerEvent = 64 * 1024; // what is long counts as many

    private int _connections;

    /// <summary>Refuses in HTTP what is no websocket or comes from a foreign page; else runs the socket until its end.</summary>
    public async Task AcceptAsync(HttpContext context)
    {
        if (FindRefusal(context) is var (status, reason))
        {
            Refuse(context, status, reason);
            return;
        }

        try
        {
            if (Interlocked.Increment(ref _connections) > options.MaxConnections)
            {
                Refuse(context, StatusCodes.Status503ServiceUnavailable, "full");
            }
            else if (lifetime.ApplicationStopping.IsCancellationRequested)
            {
                Refuse(context, StatusCodes.Status503ServiceUnavailable, "stopping");
            }
            else
            {
                await RunAsync(new RawSocket(context, await WebSocketAcceptor.AcceptAsync(context, deflate: null), options, metrics, time));
            }
        }
        finally
        {
            Interlocked.Decrement(ref _connections);
        }
    }

    private (int Status, string Reason)? FindRefusal(HttpContext context)
    {
        if (!WebSocketAcceptor.IsWebSocketRequest(context))
        {
            context.Response.Headers.Upgrade = "websocket";
            return (StatusCodes.Status426UpgradeRequired, "no websocket");
        }

        // Browsers apply no CORS to websockets. A request from elsewhere is nobody's wish, whatever identifies the user.
        var origin = context.Request.Headers.Origin.ToString();
        if (origin.Length > 0 && !IsSameOrigin(context.Request, origin) && !isAllowedOrigin(origin))
        {
            return (StatusCodes.Status403Forbidden, "origin");
        }

        if (!WebSocketAcceptor.IsValid(context))
        {
            return (StatusCodes.Status400BadRequest, "malformed");
        }

        return handler.Refuse(context.Request) is { } status ? (status, "address") : null;
    }

    private void Refuse(HttpContext context, int status, string reason)
    {
        context.Response.StatusCode = status;
        metrics.Refused(options.Name, reason);
    }

    private async Task RunAsync(RawSocket socket)
    {
        var rate = new EventRate(options.EventsPerSecond, options.EventBurst, options.AbuseSeconds, time);
        await using var stopping = lifetime.ApplicationStopping.Register(() => socket.Close(GoingAway, "Server shutting down"));
        metrics.Opened(options.Name);
        try
        {
            await socket.RunAsync(() => OpenAsync(socket), message => ReceiveAsync(socket, rate, message));
        }
        finally
        {
            try
            {
                await handler.ClosedAsync(socket);
            }
            catch (Exception exception)
            {
                LogFailed(logger, "end", socket.Id, exception);
                metrics.HandlerFailed(options.Name);
            }

            metrics.Closed(options.Name, socket.CloseCode);
        }
    }

    private async ValueTask OpenAsync(RawSocket socket)
    {
        try
        {
            await handler.OpenAsync(socket);
        }
        catch (Exception exception) when (!socket.Aborted.IsCancellationRequested)
        {
            LogFailed(logger, "start", socket.Id, exception);
            metrics.HandlerFailed(options.Name);
            socket.Close(InternalError, "Internal server error");
        }
    }

    private async ValueTask ReceiveAsync(RawSocket socket, EventRate rate, ReadOnlyMemory<byte> message)
    {
        metrics.Received(options.Name, message.Length);
        switch (rate.Next(1 + (message.Length / BytesPerEvent)))
        {
            case RateVerdict.Pass:
                break;
            case RateVerdict.Disconnect:
                LogAbuse(logger, socket.Id);
                metrics.Dropped(options.Name);
                socket.Close(PolicyViolation, "Too many messages");
                return;
            default:
                metrics.Dropped(options.Name);
                return;
        }

        try
        {
            await handler.ReceiveAsync(socket, message);
        }
        catch (Exception exception)
        {
            LogFailed(logger, "message", socket.Id, exception);
            metrics.HandlerFailed(options.Name);
        }
    }

    private static bool IsSameOrigin(HttpRequest request, string origin) =>
        Uri.TryCreate(origin, UriKind.Absolute, out var uri) && uri.Authority.Equals(request.Host.Value, StringComparison.OrdinalIgnoreCase);

    [LoggerMessage(3600, LogLevel.Error, "The {What} of the websocket {SocketId} failed")]
    private static partial void LogFailed(ILogger logger, string what, string socketId, Exception exception);

    [LoggerMessage(3601, LogLevel.Warning, "Closed the websocket {SocketId}: too many messages for too long (EventsPerSecond, AbuseSeconds)")]
    private static partial void LogAbuse(ILogger logger, string socketId);
}

/// <summary>Maps bare websockets.</summary>
internal static class RawSocketEndpointExtensions
{
    /// <summary>Maps the websockets of a system.</summary>
    /// <param name="endpoints">The application's routes.</param>
    /// <param name="pattern">The path.</param>
    /// <param name="handler">What is done with them.</param>
    /// <param name="options">Their bounds.</param>
    /// <param name="isAllowedOrigin">Whether a page of another origin may connect.</param>
    public static IEndpointConventionBuilder MapRawSocket(
        this IEndpointRouteBuilder endpoints,
        string pattern,
        IRawSocketHandler handler,
        RawSocketOptions options,
        Func<string, bool> isAllowedOrigin)
    {
        var services = endpoints.ServiceProvider;
        var endpoint = new RawSocketEndpoint(
            handler,
            options,
            isAllowedOrigin,
            services.GetRequiredService<IHostApplicationLifetime>(),
            services.GetRequiredService<RawSocketMetrics>(),
            services.GetRequiredService<TimeProvider>(),
            services.GetRequiredService<ILogger<RawSocketEndpoint>>());
        return endpoints.Map(pattern, endpoint.AcceptAsync);
    }
}
