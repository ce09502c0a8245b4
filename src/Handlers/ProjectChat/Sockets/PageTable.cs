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

    /// <summary>Takes a page out, and returns how many its user still has.</summary>
    public int Remove(ChatPage page)
    {
        lock (_lock)
        {
            BindCore(page, null);
            Remove(_byUser, page.User.Id, page);
            return OfUserCore(page.User.Id).Count;
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

    public ChatPage[] OfProject(string projectId)
    {
        lock (_lock)
        {
            return [.. OfProjectCore(projectId)];
        }
    }

    /// <summary>The pages that show the project, and those of its members that show none.</summary>
    public ChatPage[] OfMembers(ProjectRoster roster)
    {
        lock (_lock)
        {
            var pages = new List<ChatPage>(OfProjectCore(roster.Id));
            foreach (var userId in roster.MemberIds)
            {
                pages.AddRange(OfUserCore(userId).Where(p => p.ProjectId is null));
            }

            return [.. pages];
        }
    }

    /// <summary>The users who are online in a project.</summary>
    public string[] Online(string projectId)
    {
        lock (_lock)
        {
            return [.. OfProjectCore(projectId).Where(p => p.IsPresent).Select(p => p.User.Id).Distinct(StringComparer.Ordinal)];
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

    private List<ChatPage> OfUserCore(string userId) => _byUser.GetValueOrDefault(userId) ?? [];

    private List<ChatPage> OfProjectCore(string projectId) => _byProject.GetValueOrDefault(projectId) ?? [];
}
