namespace SocketIoCompat.Adapters;

/// <summary>Carries the messages of one namespace between the servers of a cluster.</summary>
internal interface IClusterLink
{
    /// <summary>What carries the messages, for operators.</summary>
    string Name { get; }

    /// <summary>This server's id in the namespace.</summary>
    string Uid { get; }

    /// <summary>Whether commands to sockets come back to their sender, who obeys them only then (the classic adapter).</summary>
    bool ReturnsOwnCommands { get; }

    /// <summary>A new id for a request, in the form that this link's peers use.</summary>
    string CreateRequestId();

    /// <summary>Begins to hand received messages to the adapter.</summary>
    void Start(ClusterAdapter adapter);

    /// <summary>
    /// Sends a message to the other servers, in the order of the calls. The task tells whether it was published; a sender to
    /// whom that does not matter need not await it, because the failure has been counted.
    /// </summary>
    Task PublishAsync(ClusterMessage message);

    /// <summary>Answers a request.</summary>
    void Respond(ClusterMessage response, ClusterMessage request);

    /// <summary>How many servers there are, this one included.</summary>
    Task<int> CountServersAsync();

    /// <summary>A room of this server has come or gone.</summary>
    void RoomChanged(string room, bool isSocketId);

    /// <summary>The namespace is gone.</summary>
    void Close();
}
