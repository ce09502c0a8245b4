namespace SocketIoCompat.Handlers.Users;

/// <summary>The users of all systems.</summary>
internal interface IUserStore
{
    Task<User?> FindByIdAsync(string id);

    /// <summary>Letters of both cases are the same.</summary>
    Task<User?> FindByEmailAsync(string email);

    /// <summary>Those that exist, in no order.</summary>
    Task<IReadOnlyList<User>> FindManyAsync(IReadOnlyCollection<string> ids);

    /// <summary>The users of a role, by name.</summary>
    Task<IReadOnlyList<User>> ListByRoleAsync(string role);

    /// <summary>False when the id or the email is taken.</summary>
    Task<bool> CreateAsync(User user);

    /// <summary>
    /// Development: whoever brings a verified token exists. Returns the user as he is, made from the token's claims when he was not there.
    /// </summary>
    Task<User> UpsertFromClaimsAsync(User claims);

    /// <summary>Changes name, role, avatar, password and profile; the id and the email stay. False when there is no such user.</summary>
    Task<bool> UpdateAsync(User user);
}
