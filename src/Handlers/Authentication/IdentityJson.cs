using System.Globalization;
using System.Text.Json;
using SocketIoCompat.Handlers.Authentication.Tokens;
using SocketIoCompat.Handlers.Classroom;

namespace SocketIoCompat.Handlers.Authentication;

/// <summary>How reading an identity's JSON ended.</summary>
internal enum IdentityJsonResult
{
    Complete,

    /// <summary>An object without a user id, without an email where one is due, or with an end that is no moment.</summary>
    Incomplete,

    /// <summary>Not a JSON object.</summary>
    NotJson,
}

/// <summary>What an identity's JSON says.</summary>
/// <param name="Profile">Who it is.</param>
/// <param name="EndsAt">When the identity is over; null when it does not say.</param>
internal sealed record JsonIdentity(UserProfile Profile, DateTimeOffset? EndsAt);

/// <summary>Reads the JSON that the original system puts, unsigned, into its cookies and into <c>auth.token</c>.</summary>
internal static class IdentityJson
{
    // The browser's limit of a cookie, with room for what is not a cookie.
    private const int MaxLength = 8192;

    /// <summary>True for text that is meant as JSON, whether or not it is URL-encoded; a protected ticket never looks like it.</summary>
    public static bool LooksLikeJson(string text) =>
        text.StartsWith('{') || text.StartsWith("%7B", StringComparison.OrdinalIgnoreCase);

    /// <summary>Reads a cookie's value as it stands in the header.</summary>
    public static IdentityJsonResult ReadCookie(string value, IdentityCookie cookie, out JsonIdentity? identity)
    {
        identity = null;
        return value.Length > MaxLength
            ? IdentityJsonResult.NotJson
            : Read(Uri.UnescapeDataString(value), cookie, out identity);
    }

    /// <summary>Reads what a signed cookie held.</summary>
    public static IdentityJsonResult ReadSigned(string json, IdentityCookie cookie, out JsonIdentity? identity) =>
        Read(json, cookie, out identity);

    /// <summary>Reads the text of <c>auth.token</c>. A token never makes an admin: its type comes from the tier alone.</summary>
    public static IdentityJsonResult ReadToken(string token, out JsonIdentity? identity)
    {
        identity = null;
        return token.Length > MaxLength ? IdentityJsonResult.NotJson : Read(token, IdentityCookie.Auth, out identity);
    }

    private static IdentityJsonResult Read(string json, IdentityCookie cookie, out JsonIdentity? identity)
    {
        identity = null;
        try
        {
            using var document = JsonDocument.Parse(json);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
            {
                return IdentityJsonResult.NotJson;
            }

            if (ToProfile(document.RootElement, cookie) is not { } profile || !TryReadEnd(document.RootElement, out var end))
            {
                return IdentityJsonResult.Incomplete;
            }

            identity = new JsonIdentity(profile, end);
            return IdentityJsonResult.Complete;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return IdentityJsonResult.NotJson; // InvalidOperationException: a string with half a surrogate pair
        }
    }

    private static UserProfile? ToProfile(JsonElement json, IdentityCookie cookie)
    {
        var userId = Text(json, "userId");
        var email = Text(json, "email");
        if (!ClassroomIds.IsValid(userId) || (string.IsNullOrEmpty(email) && cookie != IdentityCookie.Admin))
        {
            return null;
        }

        var tier = Tier(json);
        return new UserProfile
        {
            UserId = userId!,
            Email = email,
            FirstName = Text(json, "firstName") ?? Text(json, "givenName"),
            LastName = Text(json, "lastName") ?? Text(json, "familyName"),
            WalletAddress = Text(json, "walletAddress"),
            MobileNumber = Text(json, "mobileNumber"),
            Tier = tier,
            Role = RoleOf(cookie, tier),
        };
    }

    // The original's identities have no end. Who signs them elsewhere may give them one: `exp` as a token's, or `expiresAt` as
    // JavaScript writes moments; of both the earlier counts.
    private static bool TryReadEnd(JsonElement json, out DateTimeOffset? end)
    {
        if (!JsonMoment.TryReadSeconds(json, "exp", out end) || !JsonMoment.TryReadDate(json, "expiresAt", out var other))
        {
            return false;
        }

        end = end is null || other < end ? other ?? end : end;
        return true;
    }

    // The tier decides, as in the original. Where it is missing the cookie does; a student's tier is a membership, never a role.
    private static UserType RoleOf(IdentityCookie cookie, double? tier)
    {
        if (cookie == IdentityCookie.Admin)
        {
            return UserType.Admin;
        }

        if (cookie == IdentityCookie.Student)
        {
            return UserType.Student;
        }

        return tier is null
            ? (cookie == IdentityCookie.Tutor ? UserType.Tutor : UserType.Student)
            : (tier >= 2 ? UserType.Tutor : UserType.Student);
    }

    private static string? Text(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value)
            ? value.ValueKind switch
            {
                JsonValueKind.String => value.GetString(),
                JsonValueKind.Number => value.GetRawText(),
                _ => null,
            }
            : null;

    private static double? Tier(JsonElement json) =>
        double.TryParse(Text(json, "tier"), NumberStyles.Float, CultureInfo.InvariantCulture, out var tier) ? tier : null;
}
