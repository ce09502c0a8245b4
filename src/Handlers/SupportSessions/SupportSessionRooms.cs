using SocketIoCompat.Handlers.Systems;

namespace SocketIoCompat.Handlers.SupportSessions;

/// <summary>The rooms of the support sessions.</summary>
internal sealed class SupportSessionRooms(ISupportStore store, SupportRooms rooms) : ISessionRooms
{
    public string System => SystemNames.SupportSessions;

    public async ValueTask<bool> HasAsync(string id) => rooms.AreBare && await store.FindAsync(id) is not null;
}
