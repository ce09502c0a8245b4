using Microsoft.AspNetCore.Identity;

namespace SocketIoCompat.Handlers.Users;

/// <summary>Passwords, kept as ASP.NET Core Identity's hashes.</summary>
internal sealed class UserPasswords
{
    // A hash of nobody's password: a sign-in takes as long for a user who does not exist.
    private static readonly Lazy<string> Nobody = new(() => new PasswordHasher<User>().HashPassword(new User { Id = "" }, Guid.NewGuid().ToString()));

    private readonly PasswordHasher<User> _hasher = new();

    public string Hash(User user, string password) => _hasher.HashPassword(user, password);

    /// <summary>Whether it is the user's password. A user who is not there, or has none, has the same wait and no password.</summary>
    public bool Verify(User? user, string password) =>
        _hasher.VerifyHashedPassword(user ?? new User { Id = "" }, user?.PasswordHash ?? Nobody.Value, password) != PasswordVerificationResult.Failed &&
        user?.PasswordHash is not null;
}
