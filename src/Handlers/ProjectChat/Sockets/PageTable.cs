using SocketIoCompat.Handlers.ProjectChat.Cluster;

namespace SocketIoCompat.Handlers.ProjectChat.Sockets;

/// <summary>The pages of this server, by user and by project.</summary>
internal sealed class PageTable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, List<ChatPage>> _byProject = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<ChatPage>> _byUser = new(StringComparer.Ordinal);

    /// <summary>False when the user has too many.</summary>
    public bool TryAdd(ChatPage page, int max)
    {
        lock (_lock)
        {
            if (OfUserCore(page.User.Id).Count >= max)
            {
                return false;
            }

            Add(_byUser, page.User.Id, page);
            return true;
        }
    }

    public void Remove(ChatPage page)
    {
        lock (_lock)
        {
            BindCore(page, null);
            Remove(_byUser, page.User.Id, page);
        }
    }

    /// <summary>The page shows another project, or none.</summary>
    public void Bind(ChatPage page, string? projectId)
    {
        lock (_lock)
        {
            if (OfUserCore(page.User.Id).Contains(page))
            {
                BindCore(page, projectId);
            }
        }
    }

    public ChatPage[] OfUser(string userId)
    {
        lock (_lock)
        {
            return [.. OfUserCore(userId)];
        }
    }

    /// <summary>The pages of an audience, each once.</summary>
    public IReadOnlyCollection<ChatPage> Select(PageAudience audience)
    {
        lock (_lock)
        {
            var pages = new HashSet<ChatPage>();
            if (audience.ProjectId is { } projectId)
            {
                pages.UnionWith(OfProjectCore(projectId));
            }

            foreach (var userId in audience.UnboundOf)
            {
                pages.UnionWith(OfUserCore(userId).Where(static p => p.ProjectId is null));
            }

            if (audience.UserId is { } one)
            {
                pages.UnionWith(OfUserCore(one));
            }

            pages.RemoveWhere(audience.Excludes);
            return pages;
        }
    }

    /// <summary>The pages that show a project.</summary>
    public ChatPage[] Bound()
    {
        lock (_lock)
        {
            return [.. _byProject.Values.SelectMany(static pages => pages)];
        }
    }

    /// <summary>All pages, for other servers.</summary>
    public ServerPages Describe()
    {
        lock (_lock)
        {
            return new ServerPages(
                _byUser.Values.SelectMany(static pages => pages).ToDictionary(static p => p.Id, static p => p.User.Id, StringComparer.Ordinal),
                _byProject.Keys.ToDictionary(static id => id, OnlineCore, StringComparer.Ordinal));
        }
    }

    /// <summary>The users who are online in a project.</summary>
    public string[] Online(string projectId)
    {
        lock (_lock)
        {
            return OnlineCore(projectId);
        }
    }

    private static void Add(Dictionary<string, List<ChatPage>> table, string key, ChatPage page)
    {
        if (!table.TryGetValue(key, out var pages))
        {
            table[key] = pages = [];
        }

        pages.Add(page);
    }

    private static void Remove(Dictionary<string, List<ChatPage>> table, string key, ChatPage page)
    {
        if (table.TryGetValue(key, out var pages) && pages.Remove(page) && pages.Count == 0)
        {
            table.Remove(key);
        }
    }

    private void BindCore(ChatPage page, string? projectId)
    {
        if (page.ProjectId == projectId)
        {
            return;
        }

        if (page.ProjectId is { } before)
        {
            Remove(_byProject, before, page);
        }

        if (projectId is not null)
        {
            Add(_byProject, projectId, page);
        }

        page.ProjectId = projectId;
        page.IsPresent = false;
        page.IsTyping = false;
    }

    private string[] OnlineCore(string projectId) =>
        [.. OfProjectCore(projectId).Where(static p => p.IsPresent).Select(static p => p.User.Id).Distinct(StringComparer.Ordinal)];

    private List<ChatPage> OfUserCore(string userId) => _byUser.GetValueOrDefault(userId) ?? [];

    private List<ChatPage> OfProjectCore(string projectId) => _byProject.GetValueOrDefault(projectId) ?? [];
}
