namespace SocketIoCompat.Handlers.MeetingRooms;

/// <summary>The settings of the meeting rooms, section <c>MeetingRooms</c>.</summary>
internal sealed class MeetingRoomOptions
{
    /// <summary>How many are in a room. Default 100; one more is told <c>ROOM_FULL</c>.</summary>
    public int MaxPeers { get; set; } = 100;

    /// <summary>How many wait for admission to a room. Default 100.</summary>
    public int MaxWaiting { get; set; } = 100;

    /// <summary>How many breakout rooms a room has at most. Default 50.</summary>
    public int MaxBreakoutRooms { get; set; } = 50;

    /// <summary>Whether newcomers of a new room wait until the host admits them. Default false; the host can change it for the room.</summary>
    public bool WaitingRoom { get; set; }

    /// <summary>
    /// Whether <c>peers</c> lists objects of id and name. Default false: text, which all documented clients and the document understand.
    /// </summary>
    public bool PeersAsObjects { get; set; }

    /// <summary>The reactions that are passed on. Default none, which means every single emoji.</summary>
    public string[] Reactions { get; set; } = [];

    /// <summary>How long a socket may be open without an event before it counts as a guest who has joined. Default 2 seconds.</summary>
    public TimeSpan JoinTimeout { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How long the role of somebody who has left is kept for the same id from the same address. Default 30 seconds.</summary>
    public TimeSpan RoleGrace { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>The time between viewer counts. Default 2 seconds, as documented.</summary>
    public TimeSpan ViewerCountInterval { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>The time between a socket's pings. Default 12 seconds: a host whose network is gone is replaced within 30.</summary>
    public TimeSpan PingInterval { get; set; } = TimeSpan.FromSeconds(12);

    /// <summary>The longest message of a room's socket, in bytes. Default 1 MiB.</summary>
    public int MaxPayload { get; set; } = 1024 * 1024;

    /// <summary>The longest message of a chat socket, in bytes. Default 16 MiB: a file of 10 MB as a data URL.</summary>
    public int MaxChatPayload { get; set; } = 16 * 1024 * 1024;

    /// <summary>What may wait for a slow socket, in bytes. Default 8 MiB; for a chat socket at least twice its longest message.</summary>
    public int MaxOutboundBytes { get; set; } = 8 * 1024 * 1024;

    /// <summary>How many sockets of a kind there may be. Default 10000.</summary>
    public int MaxConnections { get; set; } = 10_000;

    /// <summary>How many messages a second a socket may send for long. Default 100; more are dropped.</summary>
    public int EventsPerSecond { get; set; } = 100;

    /// <summary>How many messages a socket may send at once. Default 500: a newcomer's offers and candidates to everybody.</summary>
    public int EventBurst { get; set; } = 500;

    /// <summary>Dropping in this many seconds in a row closes the socket. Default 10.</summary>
    public int AbuseSeconds { get; set; } = 10;

    /// <summary>
    /// Whether recordings are kept for those who took part. Default true. A room has no login: whoever opens one can fill
    /// <see cref="MaxRecordingBytes"/>.
    /// </summary>
    public bool Recordings { get; set; } = true;

    /// <summary>What the recordings of all rooms may take, in bytes. Default 16 GiB, so that other systems have space whatever rooms do.</summary>
    public long MaxRecordingBytes { get; set; } = 16L * 1024 * 1024 * 1024;

    /// <summary>How many uploads of recordings of rooms may be under way. Default 8.</summary>
    public int MaxRecordingUploads { get; set; } = 8;

    /// <summary>How long a recording is kept. Default 7 days: without a login there may be nobody left who could delete it.</summary>
    public TimeSpan RecordingLifetime { get; set; } = TimeSpan.FromDays(7);

    /// <summary>How long a pass opens recordings. Default 8 days: as long as recordings are kept, and a day. For a call it is good for an hour.</summary>
    public TimeSpan PassLifetime { get; set; } = TimeSpan.FromDays(8);

    /// <summary>The longest chat message, in UTF-16 units. Default 10000.</summary>
    public int MaxMessageLength { get; set; } = 10_000;
}
