namespace SocketIoCompat.Handlers.Systems;

/// <summary>A system whose sessions' rooms are their bare ids where <c>RoomNames</c> is <see cref="RoomNaming.Compatible"/>.</summary>
internal interface ISessionRooms
{
    /// <summary>The system.</summary>
    string System { get; }

    /// <summary>Whether this id is the room of a session of the system.</summary>
    ValueTask<bool> HasAsync(string id);
}

/// <summary>Keeps the sessions of one system out of the rooms of another's.</summary>
internal sealed class BareRooms(IEnumerable<ISessionRooms> systems)
{
    /// <summary>Whether another system than this one has a session whose room is this id.</summary>
    public async ValueTask<bool> AreOthersAsync(string system, string id)
    {
        foreach (var other in systems)
        {
            if (other.System != system && await other.HasAsync(id))
            {
                return true;
            }
        }

        return false;
    }
}
