using SocketIoCompat.Handlers.ProjectChat.Calls;

namespace SocketIoCompat.Handlers.ProjectChat;

/// <summary>The calls of projects, past and present.</summary>
internal interface ICallHistory
{
    /// <summary>Keeps the call as it is now, unless something newer is known of it.</summary>
    Task RecordAsync(CallRecord call);

    /// <summary>The newest calls of a project, newest first.</summary>
    Task<IReadOnlyList<CallRecord>> ReadNewestAsync(string projectId, int count);
}
