using System.Globalization;
using System.Security.Claims;
using System.Text.Json.Serialization;
using SocketIoCompat.Handlers.Classroom;

namespace SocketIoCompat.Handlers.Authentication;

/// <summary>What is known of a user, in the shape of <c>GET /me</c>, and its form as claims.</summary>
internal sealed record UserProfile
{
    private const string WalletClaim = "walletAddress";
    private const string TierClaim = "tier";

    public required string UserId { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Email { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? FirstName { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? LastName { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? WalletAddress { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? MobileNumber { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? Tier { get; init; }

    /// <summary>What the user is here; told by the cookie's kind and the tier.</summary>
    public required UserType Role { get; init; }

    public ClaimsPrincipal ToPrincipal(string scheme)
    {
        var identity = new ClaimsIdentity(scheme, ClaimTypes.Name, ClaimTypes.Role);
        Add(identity, ClaimTypes.NameIdentifier, UserId);
        Add(identity, ClaimTypes.Role, UserTypeName.Of(Role));
        Add(identity, ClaimTypes.Name, $"{FirstName} {LastName}".Trim());
        Add(identity, ClaimTypes.Email, Email);
        Add(identity, ClaimTypes.GivenName, FirstName);
        Add(identity, ClaimTypes.Surname, LastName);
        Add(identity, ClaimTypes.MobilePhone, MobileNumber);
        Add(identity, WalletClaim, WalletAddress);
        Add(identity, TierClaim, Tier?.ToString(CultureInfo.InvariantCulture));
        return new ClaimsPrincipal(identity);
    }

    /// <summary>Null when the principal was not made by <see cref="ToPrincipal"/>.</summary>
    public static UserProfile? FromPrincipal(ClaimsPrincipal principal)
    {
        if (principal.FindFirstValue(ClaimTypes.NameIdentifier) is not { Length: > 0 } userId ||
            UserTypeName.Parse(principal.FindFirstValue(ClaimTypes.Role)) is not { } role)
        {
            return null;
        }

        return new UserProfile
        {
            UserId = userId,
            Role = role,
            Email = principal.FindFirstValue(ClaimTypes.Email),
            FirstName = principal.FindFirstValue(ClaimTypes.GivenName),
            LastName = principal.FindFirstValue(ClaimTypes.Surname),
            WalletAddress = principal.FindFirstValue(WalletClaim),
            MobileNumber = principal.FindFirstValue(ClaimTypes.MobilePhone),
            Tier = double.TryParse(
                principal.FindFirstValue(TierClaim), NumberStyles.Float, CultureInfo.InvariantCulture, out var tier)
                ? tier
                : null,
        };
    }

    private static void Add(ClaimsIdentity identity, string type, string? value)
    {
        if (!string.IsNullOrEmpty(value))
        {
            identity.AddClaim(new Claim(type, value));
        }
    }
}
