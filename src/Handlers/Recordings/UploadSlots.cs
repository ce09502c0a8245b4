using Microsoft.Extensions.Options;

namespace SocketIoCompat.Handlers.Recordings;

/// <summary>How many uploads are under way: each takes space that nobody has counted yet.</summary>
internal sealed class UploadSlots(IOptions<RecordingOptions> options)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, int> _byUser = new(StringComparer.Ordinal);
    private int _all;

    /// <summary>Takes a place, which <see cref="Leave"/> gives back; false when there is none.</summary>
    public bool TryEnter(string user)
    {
        lock (_lock)
        {
            var his = _byUser.GetValueOrDefault(user);
            if (_all >= options.Value.MaxUploads || his >= options.Value.MaxUploadsPerUser)
            {
                return false;
            }

            _all++;
            _byUser[user] = his + 1;
            return true;
        }
    }

    public void Leave(string user)
    {
        lock (_lock)
        {
            _all--;
            if (--_byUser[user] == 0)
            {
                _byUser.Remove(user);
            }
        }
    }
}
