using SocketIoCompat.Handlers.Systems;

namespace SocketIoCompat.Handlers.Classroom;

/// <summary>The rooms of the classroom's sessions.</summary>
internal sealed class ClassroomSessionRooms(ISessionStore store, ClassroomRooms rooms) : ISessionRooms
{
    public string System => SystemNames.Classroom;

    public async ValueTask<bool> HasAsync(string id) => rooms.AreBare && await store.FindAsync(id) is not null;
}
