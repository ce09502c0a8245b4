namespace SocketIoCompat.Handlers.Systems;

/// <summary>How a system names its rooms.</summary>
internal enum RoomNaming
{
    /// <summary>With the system's prefix, so that no id of one system names a room of another.</summary>
    Prefixed,

    /// <summary>
    /// As the original system does, for as long as its Node servers are in the same cluster. Ids that could name a room of another
    /// kind are refused then.
    /// </summary>
    Compatible,
}
