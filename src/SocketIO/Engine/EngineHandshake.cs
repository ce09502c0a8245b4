using System.Diagnostics;
using System.Net;
using System.Security.Claims;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Features.Authentication;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;
using SocketIoCompat.Diagnostics;

namespace SocketIoCompat.Engine;

/// <summary>What the first HTTP request of a session said. It stays valid for the life of the session.</summary>
public sealed class EngineHandshake
{
    // Every open session keeps this: what few handlers ask for is made when they do. Two threads may both make it, which
    // does no harm.
    private readonly KeyValuePair<string, StringValues>[] _headerValues;
    private readonly string? _queryString;
    private HeaderDictionary? _headers;
    private QueryCollection? _query;
    private string? _address;
    private ClaimsPrincipal? _user;

    internal EngineHandshake(HttpContext context, DateTimeOffset time)
    {
        var request = context.Request;
        _headerValues = [.. request.Headers];
        _queryString = request.QueryString.Value;
        _user = context.Features.Get<IHttpAuthenticationFeature>()?.User;
        var target = context.Features.Get<IHttpRequestFeature>()?.RawTarget;
        Url = target?.StartsWith('/') == true ? target : UriHelper.GetEncodedPathAndQuery(request);
        RemoteAddress = context.Connection.RemoteIpAddress;
        LocalPort = context.Connection.LocalPort;
        IsSecure = request.IsHttps;
        IsCrossDomain = request.Headers.Origin.Count > 0;
        Host = request.Host.HasValue ? request.Host.Value : null;
        Time = time;
        TraceLinks = SocketIOTracing.LinkToRequest();
    }

    /// <summary>The handshake of a session on another server, as that one tells it.</summary>
    internal EngineHandshake(
        KeyValuePair<string, StringValues>[] headers, QueryCollection query, string url, string address, bool isSecure, bool isCrossDomain, DateTimeOffset time)
    {
        _headerValues = headers;
        _query = query;
        _address = address;
        Url = url;
        RemoteAddress = IPAddress.TryParse(address, out var parsed) ? parsed : null;
        IsSecure = isSecure;
        IsCrossDomain = isCrossDomain;
        Host = Headers.Host.Count > 0 ? Headers.Host.ToString() : null;
        Time = time;
    }

    /// <summary>Links the spans of the session's handlers to the request; null when nobody traces.</summary>
    internal ActivityLink[]? TraceLinks { get; }

    /// <summary>A copy of the request's headers.</summary>
    public IHeaderDictionary Headers => _headers ??= MakeHeaders();

    /// <summary>The request's query.</summary>
    public IQueryCollection Query => _query ??= new QueryCollection(QueryHelpers.ParseQuery(_queryString));

    /// <summary>Path and query of the request, as received.</summary>
    public string Url { get; }

    /// <summary>The client's address, null when the host does not know it.</summary>
    public IPAddress? RemoteAddress { get; }

    /// <summary>The port of this server that the request came to; 0 when the host does not know it.</summary>
    public int LocalPort { get; }

    /// <summary>The client's address as text, empty when the host does not know it.</summary>
    public string Address => _address ??= RemoteAddress?.ToString() ?? string.Empty;

    /// <summary>Whether the request came over HTTPS.</summary>
    public bool IsSecure { get; }

    /// <summary>Whether the request carries an Origin header (Socket.IO: xdomain).</summary>
    public bool IsCrossDomain { get; }

    /// <summary>The Host header of the request.</summary>
    public string? Host { get; }

    /// <summary>The user that the host's authentication found for the request; one without identity when it found none.</summary>
    public ClaimsPrincipal User => _user ??= new ClaimsPrincipal(new ClaimsIdentity());

    /// <summary>When the request was accepted.</summary>
    public DateTimeOffset Time { get; }

    private HeaderDictionary MakeHeaders()
    {
        var headers = new HeaderDictionary(_headerValues.Length);
        foreach (var (name, values) in _headerValues)
            headers[name] = values;
        return headers;
    }
}
