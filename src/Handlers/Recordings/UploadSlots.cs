using Microsoft.Extensions.Options;

namespace SocketIoCompat.Handlers.Recordings;

/// <summary>How many uploads are under way: each takes space that nobody has counted yet.</summary>
internal sealed class UploadSlots(IOptions<RecordingOptions> options)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<(string System, string? User), int> _taken = []; // no user: all of the system
    private int _all;

    /// <summary>Takes a place, which <see cref="Leave"/> gives back; false when there is none.</summary>
    /// <param name="system">The user's system.</param>
    /// <param name="user">The user.</param>
    /// <param name="maxOfSystem">How many places the system may have; null for all.</param>
    public bool TryEnter(string system, string user, int? maxOfSystem)
    {
        lock (_lock)
        {
            var (his, theirs) = (_taken.GetValueOrDefault((system, user)), _taken.GetValueOrDefault((system, null)));
            if (_all >= options.Value.MaxUploads || his >= options.Value.MaxUploadsPerUser || theirs >= maxOfSystem)
            {
                return false;
            }

            _all++;
            _taken[(system, user)] = his + 1;
            _taken[(system, null)] = theirs + 1;
            return true;
        }
    }

    public void Leave(string system, string user)
    {
        lock (_lock)
        {
            _all--;
            Give((system, user));
            Give((system, null));
        }
    }

    private void Give((string System, string? User) key)
    {
        if (--_taken[key] == 0)
        {
            _taken.Remove(key);
        }
    }
}
