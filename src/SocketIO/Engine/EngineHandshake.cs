using System.Net;
using System.Security.Claims;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;

namespace SocketIoCompat.Engine;

/// <summary>What the first HTTP request of a session said. It stays valid for the life of the session.</summary>
public sealed class EngineHandshake
{
    internal EngineHandshake(HttpContext context, DateTimeOffset time)
    {
        var request = context.Request;
        var headers = new HeaderDictionary(request.Headers.Count);
        foreach (var header in request.Headers)
            headers[header.Key] = header.Value;
        Headers = headers;
        Query = request.Query;
        Url = UriHelper.GetEncodedPathAndQuery(request);
        RemoteAddress = context.Connection.RemoteIpAddress;
        Address = RemoteAddress?.ToString() ?? string.Empty;
        IsSecure = request.IsHttps;
        Host = request.Host.HasValue ? request.Host.Value : null;
        User = context.User;
        Time = time;
    }

    /// <summary>A copy of the request's headers.</summary>
    public IHeaderDictionary Headers { get; }

    /// <summary>The request's query.</summary>
    public IQueryCollection Query { get; }

    /// <summary>Path and query of the request.</summary>
    public string Url { get; }

    /// <summary>The client's address, null when the host does not know it.</summary>
    public IPAddress? RemoteAddress { get; }

    /// <summary>The client's address as text, empty when the host does not know it.</summary>
    public string Address { get; }

    /// <summary>Whether the request came over HTTPS.</summary>
    public bool IsSecure { get; }

    /// <summary>Whether the request carries an Origin header (Socket.IO: xdomain).</summary>
    public bool IsCrossDomain => Headers.Origin.Count > 0;

    /// <summary>The Host header of the request.</summary>
    public string? Host { get; }

    /// <summary>The user that the host's authentication found for the request.</summary>
    public ClaimsPrincipal User { get; }

    /// <summary>When the request was accepted.</summary>
    public DateTimeOffset Time { get; }
}
