using System.Data.Common;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using SocketIoCompat.Handlers.Authentication;
using SocketIoCompat.Handlers.Classroom;
using SocketIoCompat.Handlers.Storage;
using SocketIoCompat.Handlers.Systems;

namespace SocketIoCompat.Handlers.Ice;

/// <summary><c>GET /api/ice-servers</c>: what a page gives to <c>RTCPeerConnection</c>, for the users of any system.</summary>
internal static class IceEndpoint
{
    public static async Task<IResult> GetAsync(
        HttpContext context, IEnumerable<ISystemUsers> systems, IOptions<IceOptions> options, TurnCredentials credentials)
    {
        context.Response.Headers.CacheControl = "no-store";
        try
        {
            foreach (var system in systems)
            {
                if (await system.ReadCallerAsync(context) is { } user)
                {
                    return ApiResults.Data(Of(options.Value, credentials, user.Id));
                }
            }

            return ApiResults.NotAuthenticated;
        }
        catch (Exception exception) when (exception is DatabaseBusyException or DbException)
        {
            return ApiResults.Unavailable("The server cannot do this now; try again.");
        }
    }

    private static IceConfiguration Of(IceOptions options, TurnCredentials credentials, string userId)
    {
        var servers = new List<IceServer>();
        if (options.Servers.Count > 0)
        {
            servers.Add(new IceServer(options.Servers));
        }

        if (options.TurnUrls.Count == 0)
        {
            return new IceConfiguration(servers);
        }

        var credential = credentials.Create(userId);
        servers.Add(new IceServer(options.TurnUrls, credential.Username, credential.Password));
        return new IceConfiguration(
            servers,
            IsoTime.Format(credential.ExpiresAt),
            options.TransportPolicy == IceOptions.Relay ? IceOptions.Relay : null);
    }

    /// <summary>The answer.</summary>
    /// <param name="IceServers">The member of the same name of RTCConfiguration.</param>
    /// <param name="ExpiresAt">When to ask again, as a call that begins later needs another credential.</param>
    /// <param name="IceTransportPolicy">The member of the same name of RTCConfiguration, where it is not the default.</param>
    private sealed record IceConfiguration(
        IReadOnlyList<IceServer> IceServers,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? ExpiresAt = null,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? IceTransportPolicy = null);

    private sealed record IceServer(
        IReadOnlyList<string> Urls,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Username = null,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Credential = null);
}
