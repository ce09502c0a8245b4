namespace SocketIoCompat.Handlers.ProjectChat.Cluster;

/// <summary>The pages of the other servers: whose they are, and who is online and types there.</summary>
internal sealed class PagesElsewhere
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Server> _servers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, HashSet<string>> _byUser = new(StringComparer.Ordinal);

    private sealed class Server
    {
        public Dictionary<string, string> Users { get; } = new(StringComparer.Ordinal);

        public Dictionary<string, string[]> Online { get; } = new(StringComparer.Ordinal);

        public HashSet<(string ProjectId, string UserId)> Typing { get; } = [];
    }

    /// <summary>What the loss of a server leaves behind.</summary>
    internal sealed record Loss(
        IReadOnlyList<(string PageId, string UserId)> Pages, IReadOnlyCollection<string> ProjectIds, IReadOnlyCollection<(string ProjectId, string UserId)> Typing);

    public void Add(string server, string pageId, string userId)
    {
        lock (_lock)
        {
            Of(server).Users[pageId] = userId;
            PagesOf(userId).Add(pageId);
        }
    }

    public void Remove(string server, string pageId)
    {
        lock (_lock)
        {
            if (Of(server).Users.Remove(pageId, out var userId))
            {
                RemoveOf(userId, pageId);
            }
        }
    }

    /// <summary>How many pages of a user there are.</summary>
    public int CountOf(string userId)
    {
        lock (_lock)
        {
            return _byUser.GetValueOrDefault(userId)?.Count ?? 0;
        }
    }

    /// <summary>Whether a user has this page.</summary>
    public bool Has(string userId, string pageId)
    {
        lock (_lock)
        {
            return _byUser.GetValueOrDefault(userId)?.Contains(pageId) ?? false;
        }
    }

    public void SetOnline(string server, string projectId, string[] userIds)
    {
        lock (_lock)
        {
            if (userIds.Length == 0)
            {
                Of(server).Online.Remove(projectId);
            }
            else
            {
                Of(server).Online[projectId] = userIds;
            }
        }
    }

    /// <summary>The users who are online in a project; who is so on several servers is there as often.</summary>
    public string[] Online(string projectId)
    {
        lock (_lock)
        {
            return [.. _servers.Values.SelectMany(s => s.Online.GetValueOrDefault(projectId) ?? [])];
        }
    }

    public void SetTyping(string server, string projectId, string userId, bool isTyping)
    {
        lock (_lock)
        {
            if (isTyping)
            {
                Of(server).Typing.Add((projectId, userId));
            }
            else
            {
                Of(server).Typing.Remove((projectId, userId));
            }
        }
    }

    /// <summary>Takes what a server says of all its pages, and returns what it had before.</summary>
    public Loss Replace(string server, ServerPages pages)
    {
        lock (_lock)
        {
            var before = RemoveServer(server);
            foreach (var (pageId, userId) in pages.Users)
            {
                Of(server).Users[pageId] = userId;
                PagesOf(userId).Add(pageId);
            }

            foreach (var (projectId, userIds) in pages.Online)
            {
                Of(server).Online[projectId] = userIds;
            }

            return before;
        }
    }

    /// <summary>The server is gone with all its pages.</summary>
    public Loss Remove(string server)
    {
        lock (_lock)
        {
            return RemoveServer(server);
        }
    }

    private Loss RemoveServer(string server)
    {
        if (!_servers.Remove(server, out var lost))
        {
            return new Loss([], [], []);
        }

        foreach (var (pageId, userId) in lost.Users)
        {
            RemoveOf(userId, pageId);
        }

        return new Loss([.. lost.Users.Select(static p => (p.Key, p.Value))], lost.Online.Keys, lost.Typing);
    }

    private Server Of(string server)
    {
        if (!_servers.TryGetValue(server, out var found))
        {
            _servers[server] = found = new Server();
        }

        return found;
    }

    private HashSet<string> PagesOf(string userId)
    {
        if (!_byUser.TryGetValue(userId, out var pages))
        {
            _byUser[userId] = pages = new HashSet<string>(StringComparer.Ordinal);
        }

        return pages;
    }

    private void RemoveOf(string userId, string pageId)
    {
        if (_byUser.TryGetValue(userId, out var pages) && pages.Remove(pageId) && pages.Count == 0)
        {
            _byUser.Remove(userId);
        }
    }
}
