using System.Text.Json.Serialization;
using SocketIoCompat.Handlers.Users;

namespace SocketIoCompat.Handlers.SupportSessions.Contracts;

/// <summary>A user as other participants see him: no password, no phone, nothing of his token.</summary>
internal sealed record SupportUser(
    [property: JsonPropertyName("_id")] string ObjectId, string Id, string Name, string? Email, string Role, string? Avatar)
{
    public static SupportUser Of(User user) =>
        new(user.Id, user.Id, user.Name, user.Email, SupportRole.Of(user.Role), user.Avatar);
}
