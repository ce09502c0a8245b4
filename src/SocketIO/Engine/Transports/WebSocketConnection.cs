using System.IO.Pipelines;
using Microsoft.AspNetCore.Http.Features;
using SocketIoCompat.Protocol.WebSockets;

namespace SocketIoCompat.Engine.Transports;

/// <summary>An accepted websocket as bytes: frames are read from one pipe and written to the other.</summary>
/// <param name="Input">The client's frames.</param>
/// <param name="Output">Our frames.</param>
/// <param name="Lifetime">Tells of the connection's end and cuts it.</param>
/// <param name="Closed">Cancelled when the connection has ended, also while nobody reads.</param>
/// <param name="Deflate">What was agreed on about compression; null: there is none.</param>
/// <param name="Owner">What to dispose when done, for hosts that need adapting.</param>
internal sealed record WebSocketConnection(
    PipeReader Input,
    PipeWriter Output,
    IHttpRequestLifetimeFeature Lifetime,
    CancellationToken Closed,
    DeflateAgreement? Deflate = null,
    IAsyncDisposable? Owner = null);
