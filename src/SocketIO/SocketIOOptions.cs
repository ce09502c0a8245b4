using System.Text.Json;
using SocketIoCompat.Engine;
using SocketIoCompat.Events;

namespace SocketIoCompat;

/// <summary>Options of a Socket.IO server. They are validated at start and read once.</summary>
public sealed class SocketIOOptions : EngineOptions
{
    /// <summary>How long a client may take to join its first namespace before its connection closes. Default 45 s, as in Socket.IO.</summary>
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(45);

    /// <summary>How long an acknowledgement may take when the call says nothing else. Default 60 s; Node waits for ever.</summary>
    public TimeSpan AckTimeout { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>How long a stopping server waits for its clients to be closed before it cuts them off. Default 5 s.</summary>
    public TimeSpan ShutdownTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>The most binary attachments of one packet. Default 10, as in Socket.IO's parser since 4.2.6.</summary>
    public int MaxAttachments { get; set; } = 10;

    /// <summary>
    /// The most binary values of one packet with a <see cref="Parser"/> whose format holds them inside the packet. Default 1,000;
    /// Node has no limit.
    /// </summary>
    public int MaxBinaryValues { get; set; } = 1000;

    /// <summary>How deep the JSON of a packet may nest. Default 64, as in System.Text.Json.</summary>
    public int MaxJsonDepth { get; set; } = 64;

    /// <summary>The longest name of a namespace, in bytes. Default 255.</summary>
    public int MaxNamespaceLength { get; set; } = 255;

    /// <summary>The most namespaces that one connection may join. Default 100: each costs a socket.</summary>
    public int MaxNamespacesPerConnection { get; set; } = 100;

    /// <summary>
    /// The folder with the client's bundle (<c>socket.io.js</c> and its siblings, as the npm package socket.io-client has them
    /// in <c>dist</c>), served under the server's path (Socket.IO: serveClient). Default null: none is served.
    /// </summary>
    public string? ClientBundleFolder { get; set; }

    /// <summary>
    /// Connection state recovery. Default null: off, as in Socket.IO. In a cluster it works with adapters that have a log (Redis
    /// streams), and then on any of its servers.
    /// </summary>
    public ConnectionStateRecoveryOptions? ConnectionStateRecovery { get; set; }

    /// <summary>Whether a namespace made by pattern or predicate is removed when its last client has left. Default false, as in Socket.IO.</summary>
    public bool CleanupEmptyChildNamespaces { get; set; }

    /// <summary>The most namespaces made by pattern or predicate at a time. Default 1,000; further names are refused as unknown.</summary>
    public int MaxChildNamespaces { get; set; } = 1000;

    /// <summary>
    /// The most bytes of one packet's binary attachments together. Default null: as in Socket.IO each attachment keeps
    /// <see cref="EngineOptions.MaxPayload"/>, and there are at most <see cref="MaxAttachments"/>.
    /// </summary>
    public long? MaxPacketBinaryBytes { get; set; }

    /// <summary>
    /// The most events of one connection that wait or run at a time. Default 256. Beyond it the client is not read until
    /// handlers have caught up.
    /// </summary>
    public int MaxWaitingEvents { get; set; } = 256;

    /// <summary>The most bytes of one connection's waiting events. Default 1 MiB; one event may exceed it.</summary>
    public long MaxWaitingEventBytes { get; set; } = 1024 * 1024;

    /// <summary>The most acknowledgements that one client may owe. Default 1,000; more fail at once.</summary>
    public int MaxPendingAcknowledgements { get; set; } = 1000;

    /// <summary>
    /// Whether [On] methods run without waiting for the one before. Default false; <see cref="OnAttribute.Concurrent"/> says so
    /// for one method.
    /// </summary>
    public bool ConcurrentHandlers { get; set; }

    /// <summary>Whether a client learns the text of an exception that refused it. Default false: such texts are for logs.</summary>
    public bool EnableDetailedErrors { get; set; }

    /// <summary>
    /// The packets' format on the wire, such as <see cref="SocketIOParsers.MessagePack"/>; clients must use the same. Default null:
    /// Socket.IO's own.
    /// </summary>
    public ISocketPacketParser? Parser { get; set; }

    /// <summary>
    /// How arguments are read and written. Default: camel case, as ASP.NET Core writes JSON, and a null where a type says that
    /// there is none is refused. JavaScript's numbers and strings and binary attachments are added to whatever stands here.
    /// </summary>
    public JsonSerializerOptions SerializerOptions { get; set; } = PacketJson.CreateOptions();
}
