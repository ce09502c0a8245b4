using System.Text.Json.Serialization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using SocketIoCompat.Handlers.Authentication.Tokens;
using SocketIoCompat.Handlers.Classroom;
using SocketIoCompat.Handlers.ProjectChat.Sockets;
using SocketIoCompat.Handlers.Systems;
using SocketIoCompat.Handlers.Users;

namespace SocketIoCompat.Handlers.ProjectChat;

/// <summary>Who a token speaks for.</summary>
internal sealed class TokenCheck(
    [FromKeyedServices(SystemNames.ProjectChat)] JwtVerifier verifier,
    IUserStore users,
    IOptions<ProjectChatOptions> options,
    IHostEnvironment environment)
{
    /// <summary>The user of a token that is in order and whose user is known; null otherwise.</summary>
    public async Task<(ProjectUser User, VerifiedToken Token)?> FindAsync(string? text)
    {
        if (verifier.Verify(text).Token is not { } token)
        {
            return null;
        }

        var user = options.Value.TrustUnknownUsers ?? environment.IsDevelopment()
            ? await users.UpsertFromClaimsAsync(FromClaims(token))
            : await users.FindByIdAsync(token.UserId);
        return user is null ? null : (ProjectUser.Of(user), token);
    }

    /// <summary>A page brings the token that follows the one it connected with.</summary>
    public TokenAnswer Renew(ChatPage page, string? text)
    {
        if (verifier.Verify(text).Token is not { } token || token.UserId != page.User.Id)
        {
            return new TokenAnswer(false, null);
        }

        page.Expiry?.Renew(token.ExpiresAt);
        return new TokenAnswer(true, token.ExpiresAt is { } end ? IsoTime.Format(end) : null);
    }

    private static User FromClaims(VerifiedToken token) => new()
    {
        Id = token.UserId,
        Email = token.Text("email"),
        Name = token.Text("full_name") ?? token.Text("name") ?? "",
        Role = token.Text("user_category") ?? token.Text("role") ?? ProjectUser.DefaultCategory,
    };
}

/// <summary>The answer to <c>reauthenticate</c>.</summary>
internal sealed record TokenAnswer(
    bool Success, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? ExpiresAt);
