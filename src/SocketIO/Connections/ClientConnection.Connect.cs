using System.Text;
using Microsoft.Extensions.Logging;
using SocketIoCompat.Namespaces;
using SocketIoCompat.Protocol;
using SocketIoCompat.Protocol.SocketIO;

namespace SocketIoCompat.Connections;

internal sealed partial class ClientConnection
{
    private int _predicates;

    /// <summary>A version 2 client sends no CONNECT for "/": it is there from the start (wire §8.6).</summary>
    public void OnOpened()
    {
        if (Session.Protocol == 3)
            Connect("/"u8, [], []);
    }

    private void OnConnect(in Packet packet, IReadOnlyList<ReadOnlyMemory<byte>> attachments)
    {
        if (Session.Protocol == 3)
            Connect(packet.Namespace, LegacyProtocol.ReadAuth(packet.NamespaceQuery), []);
        else if (packet.NamespaceWithQuery.Length > _server.Limits.MaxNamespaceLength)
            Fail(ParseResult.BadNamespace);
        else if (packet.Payload.Length > _server.Options.MaxPayloadBeforeAdmission)
            Fail("an auth object that is too large"); // it is kept as long as the socket
        else
            Connect(packet.NamespaceWithQuery, packet.Payload, attachments);
    }

    private void Connect(ReadOnlySpan<byte> name, ReadOnlySpan<byte> payload, IReadOnlyList<ReadOnlyMemory<byte>> attachments)
    {
        var auth = new RawValue(payload.IsEmpty ? "{}"u8.ToArray() : payload.ToArray(), attachments, _server.Json);
        if (_server.Namespaces.TryFind(name, out var nsp))
            Connect(nsp, auth);
        else if (_server.Namespaces.HasParents)
            ConnectToChild(Encoding.UTF8.GetString(name), auth);
        else
            RefuseNamespace(name);
    }

    private void ConnectToChild(string name, RawValue auth)
    {
        if (Interlocked.Increment(ref _predicates) > _server.Options.MaxNamespacesPerConnection)
            Fail("too many namespaces asked for at a time");
        else
            _ = ConnectToChildAsync(name, auth);
    }

    private async Task ConnectToChildAsync(string name, RawValue auth)
    {
        Namespace? nsp = null;
        try
        {
            nsp = await _server.Namespaces.CreateChildAsync(name, new Handshake(Session.Handshake, auth));
        }
        catch (Exception exception)
        {
            LogPredicateFailed(_server.Logger, WithoutQuery(name), exception);
        }

        Interlocked.Decrement(ref _predicates);
        if (nsp is not null)
            Connect(nsp, auth);
        else
            RefuseNamespace(Encoding.UTF8.GetBytes(name));
    }

    private static string WithoutQuery(string name) => name.Split('?')[0];

    private void Connect(Namespace nsp, RawValue auth)
    {
        if (!nsp.TryEnter())
        {
            nsp.Forget(); // it was removed since it was found: find or make it again
            Connect(nsp.Utf8Name, auth.Json.Span, auth.Attachments);
            return;
        }

        var socket = new Socket(this, nsp, auth);
        bool known;
        int count;
        lock (_lock)
        {
            known = _closed || !_sockets.TryAdd(nsp.Name, socket);
            count = _sockets.Count;
        }

        if (!known && count <= _server.Options.MaxNamespacesPerConnection)
        {
            nsp.Pipeline.Start(socket);
            return;
        }

        nsp.Discard(socket);
        Fail(known ? "a second CONNECT for one namespace" : "too many namespaces on one connection");
    }

    private void RefuseNamespace(ReadOnlySpan<byte> name)
    {
        LogUnknownNamespace(_server.Logger, Session.Id, WithoutQuery(Encoding.UTF8.GetString(name)));
        _server.Metrics.ConnectRefused();
        ConnectPipeline.SendRefusal(Session, _server.Parser, name, "Invalid namespace", default);
    }

    [LoggerMessage(2012, LogLevel.Debug, "Session {SessionId} asked for the unknown namespace {Namespace}")]
    private static partial void LogUnknownNamespace(ILogger logger, string sessionId, string @namespace);

    [LoggerMessage(2014, LogLevel.Error, "The predicate that should decide on the namespace {Namespace} failed; the client is refused")]
    private static partial void LogPredicateFailed(ILogger logger, string @namespace, Exception exception);
}
