using System.Globalization;
using System.Text.Json;

namespace SocketIoCompat.Handlers.Authentication.Tokens;

/// <summary>Reads moments as tokens and JavaScript write them. False means that something is there that is no moment.</summary>
internal static class JsonMoment
{
    /// <summary>Seconds since 1970, perhaps with a fraction (RFC 7519, 2); null when the member is missing.</summary>
    public static bool TryReadSeconds(JsonElement json, string name, out DateTimeOffset? moment)
    {
        moment = null;
        return !json.TryGetProperty(name, out var value) || TryReadNumber(value, 1, out moment);
    }

    /// <summary>A text of ISO 8601 or milliseconds since 1970; null when the member is missing or null.</summary>
    public static bool TryReadDate(JsonElement json, string name, out DateTimeOffset? moment)
    {
        moment = null;
        if (!json.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null)
        {
            return true;
        }

        if (value.ValueKind != JsonValueKind.String)
        {
            return TryReadNumber(value, 1000, out moment);
        }

        var isDate = DateTimeOffset.TryParse(
            VerifiedToken.ReadText(json, name),
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
            out var date);
        moment = isDate ? date : null;
        return isDate;
    }

    private static bool TryReadNumber(JsonElement value, double unitsPerSecond, out DateTimeOffset? moment)
    {
        moment = null;
        if (value.ValueKind != JsonValueKind.Number || !value.TryGetDouble(out var number) || !double.IsFinite(number) || number < 0)
        {
            return false;
        }

        var seconds = number / unitsPerSecond;
        var last = DateTimeOffset.MaxValue;
        moment = seconds >= last.ToUnixTimeSeconds() ? last : DateTimeOffset.UnixEpoch.AddSeconds(seconds);
        return true;
    }
}
