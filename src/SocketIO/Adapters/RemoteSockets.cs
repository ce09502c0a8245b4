using System.Collections;

namespace SocketIoCompat;

/// <summary>The sockets that <c>FetchSocketsAsync</c> found, and how many servers of the cluster answered.</summary>
public sealed class RemoteSockets : IReadOnlyList<RemoteSocket>
{
    private readonly IReadOnlyList<RemoteSocket> _sockets;

    internal RemoteSockets(IReadOnlyList<RemoteSocket> sockets, int answeredServers, int servers, IReadOnlyList<string>? ids = null)
    {
        _sockets = sockets;
        AnsweredServers = answeredServers;
        Servers = servers;
        AnsweredServerIds = ids ?? [];
    }

    /// <summary>How many servers answered in time, this one included.</summary>
    public int AnsweredServers { get; }

    /// <summary>The ids of the other servers that did; none with the classic Redis adapter, whose answers do not carry them.</summary>
    public IReadOnlyList<string> AnsweredServerIds { get; }

    /// <summary>How many servers the cluster had, this one included.</summary>
    public int Servers { get; }

    /// <summary>Whether all servers answered, so that no socket is missing.</summary>
    public bool IsComplete => AnsweredServers >= Servers;

    /// <inheritdoc/>
    public int Count => _sockets.Count;

    /// <inheritdoc/>
    public RemoteSocket this[int index] => _sockets[index];

    /// <inheritdoc/>
    public IEnumerator<RemoteSocket> GetEnumerator() => _sockets.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
