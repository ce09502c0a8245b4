using SocketIoCompat.Handlers.Users;

namespace SocketIoCompat.Handlers.ProjectChat;

/// <summary>A user of the project chat.</summary>
internal sealed record ProjectUser(string Id, string Email, string? FullName, string Category)
{
    /// <summary>What a user is who never said.</summary>
    public const string DefaultCategory = "client";

    /// <summary>What others are shown.</summary>
    public string Name => FullName is { Length: > 0 } name ? name : Email is { Length: > 0 } email ? email : Id;

    public static ProjectUser Of(User user) =>
        new(user.Id, user.Email ?? "", user.Name.Length > 0 ? user.Name : null, user.Role ?? DefaultCategory);

    /// <summary>What others are shown of these users.</summary>
    public static async Task<Dictionary<string, string>> NamesAsync(IUserStore users, IEnumerable<string> ids)
    {
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var part in ids.Distinct(StringComparer.Ordinal).Chunk(400)) // statements take only so many parameters
        {
            foreach (var user in await users.FindManyAsync(part))
            {
                names[user.Id] = Of(user).Name;
            }
        }

        return names;
    }
}

/// <summary>A project and everybody who may take part in its chat.</summary>
internal sealed record ProjectRoster(string Id, string Name, string CreatorId, bool CreatedByJoin, IReadOnlySet<string> MemberIds)
{
    public bool Has(string userId) => MemberIds.Contains(userId);
}
