using System.Globalization;
using System.Text.Json;
using SocketIoCompat.Handlers.Classroom;

namespace SocketIoCompat.Handlers.Authentication;

/// <summary>How reading an identity's JSON ended.</summary>
internal enum IdentityJsonResult
{
    Complete,

    /// <summary>An object without a user id, or without an email where one is due.</summary>
    Incomplete,

    /// <summary>Not a JSON object.</summary>
    NotJson,
}

/// <summary>Reads the JSON that the original system puts, unsigned, into its cookies and into <c>auth.token</c>.</summary>
internal static class IdentityJson
{
    // The browser's limit of a cookie, with room for what is not a cookie.
    private const int MaxLength = 8192;

    /// <summary>True for text that is meant as JSON, whether or not it is URL-encoded; a protected ticket never looks like it.</summary>
    public static bool LooksLikeJson(string text) =>
        text.StartsWith('{') || text.StartsWith("%7B", StringComparison.OrdinalIgnoreCase);

    /// <summary>Reads a cookie's value as it stands in the header.</summary>
    public static IdentityJsonResult ReadCookie(string value, IdentityCookie cookie, out UserProfile? profile)
    {
        profile = null;
        return value.Length > MaxLength
            ? IdentityJsonResult.NotJson
            : Read(Uri.UnescapeDataString(value), cookie, out profile);
    }

    /// <summary>Reads what a signed cookie held.</summary>
    public static IdentityJsonResult ReadSigned(string json, IdentityCookie cookie, out UserProfile? profile) =>
        Read(json, cookie, out profile);

    /// <summary>Reads the text of <c>auth.token</c>. A token never makes an admin: its type comes from the tier alone.</summary>
    public static IdentityJsonResult ReadToken(string token, out UserProfile? profile)
    {
        profile = null;
        return token.Length > MaxLength ? IdentityJsonResult.NotJson : Read(token, IdentityCookie.Auth, out profile);
    }

    private static IdentityJsonResult Read(string json, IdentityCookie cookie, out UserProfile? profile)
    {
        profile = null;
        try
        {
            using var document = JsonDocument.Parse(json);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
            {
                return IdentityJsonResult.NotJson;
            }

            profile = ToProfile(document.RootElement, cookie);
            return profile is null ? IdentityJsonResult.Incomplete : IdentityJsonResult.Complete;
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
