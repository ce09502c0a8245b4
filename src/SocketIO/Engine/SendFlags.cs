namespace SocketIoCompat.Engine;

/// <summary>How a packet is sent.</summary>
[Flags]
public enum SendFlags
{
    /// <summary>Sent in order, kept until the transport can take it.</summary>
    None = 0,

    /// <summary>Dropped when the transport cannot take it at this moment.</summary>
    Volatile = 1,

    /// <summary>May be compressed where the transport compresses.</summary>
    Compress = 2,
}
