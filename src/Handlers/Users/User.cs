using System.Text.Json;
using System.Text.Json.Serialization;

namespace SocketIoCompat.Handlers.Users;

/// <summary>Somebody that a system knows. Never sent as it is: each contract has a shape of its own.</summary>
internal sealed record User
{
    /// <summary>The id, which the contracts compare as text.</summary>
    public required string Id { get; init; }

    /// <summary>The address as it was given; null when nobody gave one. Unique, letters of both cases being the same.</summary>
    public string? Email { get; init; }

    /// <summary>The name that others see.</summary>
    public string Name { get; init; } = "";

    /// <summary>What the user is in his system, in that system's words.</summary>
    public string? Role { get; init; }

    /// <summary>The address of a picture.</summary>
    public string? Avatar { get; init; }

    /// <summary>The password's hash; null for a user who has none and cannot sign in with one.</summary>
    [JsonIgnore]
    public string? PasswordHash { get; init; }

    /// <summary>What else a system keeps about the user, a JSON object.</summary>
    public JsonElement? Profile { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset UpdatedAt { get; init; }
}
