using SocketIoCompat.Handlers.Classroom;

namespace SocketIoCompat.Handlers.UserCalls;

/// <summary>What the user calls know of one socket.</summary>
internal sealed record CallConnection(string UserId, EventRate Rate);
