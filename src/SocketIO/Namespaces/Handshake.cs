using System.Text.Json;
using Microsoft.AspNetCore.Http;
using SocketIoCompat.Engine;
using SocketIoCompat.Namespaces;

namespace SocketIoCompat;

/// <summary>What a client brought when it connected: the first HTTP request's data, and what it sent in CONNECT.</summary>
public sealed class Handshake
{
    private readonly EngineHandshake _request;

    internal Handshake(EngineHandshake request, RawValue auth)
    {
        _request = request;
        Auth = auth;
    }

    /// <summary>The <c>auth</c> object of the client, <c>{}</c> when it gave none.</summary>
    public RawValue Auth { get; }

    /// <summary><c>auth.token</c> when it is a text, else null.</summary>
    public string? AuthToken => AuthReader.TryGetString(Auth, "token"u8, out var token, out _) ? token : null;

    /// <summary>The headers of the first HTTP request.</summary>
    public IHeaderDictionary Headers => _request.Headers;

    /// <summary>The query of the first HTTP request.</summary>
    public IQueryCollection Query => _request.Query;

    /// <summary>Path and query of the first HTTP request.</summary>
    public string Url => _request.Url;

    /// <summary>The client's address; empty when the host does not know it.</summary>
    public string Address => _request.Address;

    /// <summary>The port of this server that the first HTTP request came to; 0 when the host does not know it.</summary>
    public int LocalPort => _request.LocalPort;

    /// <summary>Whether the first HTTP request came over HTTPS.</summary>
    public bool IsSecure => _request.IsSecure;

    /// <summary>Whether the first HTTP request carried an Origin header (Socket.IO: <c>xdomain</c>).</summary>
    public bool IsCrossDomain => _request.IsCrossDomain;

    /// <summary>When the first HTTP request was accepted.</summary>
    public DateTimeOffset Time => _request.Time;

    /// <summary>Reads the <c>auth</c> object.</summary>
    /// <typeparam name="T">What to read.</typeparam>
    /// <exception cref="JsonException">The object is not a <typeparamref name="T"/>.</exception>
    public T? GetAuth<T>() => Auth.Deserialize<T>();
}
