using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace SocketIoCompat.Handlers.Classroom;

/// <summary>New ids in the forms that the original systems use, and the check of ids that clients send.</summary>
internal static class ClassroomIds
{
    /// <summary>The longest session, room, user or notification id, in UTF-16 units. The documented columns hold 50; nothing that clients make is longer than 100.</summary>
    public const int MaxLength = 100;

    private const string Base36 = "0123456789abcdefghijklmnopqrstuvwxyz";
    private const string NanoId = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_-";

    /// <summary><c>msg-&lt;milliseconds&gt;-&lt;9 of base 36&gt;</c>.</summary>
    public static string NewMessageId(DateTimeOffset now) =>
        string.Create(CultureInfo.InvariantCulture, $"msg-{now.ToUnixTimeMilliseconds()}-{RandomNumberGenerator.GetString(Base36, 9)}");

    /// <summary>A nanoid of 16 characters, as bookings have; a session's id is its booking's.</summary>
    public static string NewSessionId() => RandomNumberGenerator.GetString(NanoId, 16);

    /// <summary>A nanoid of 21 characters.</summary>
    public static string NewId() => RandomNumberGenerator.GetString(NanoId, 21);

    /// <summary>Not empty, not too long, without control characters, and text that a database keeps as it is.</summary>
    public static bool IsValid([NotNullWhen(true)] string? id) =>
        id is { Length: > 0 and <= MaxLength } &&
        !id.AsSpan().ContainsAnyInRange('\0', '\u001f') &&
        !HasLoneSurrogate(id);

    private static bool HasLoneSurrogate(ReadOnlySpan<char> text)
    {
        while (!text.IsEmpty)
        {
            if (Rune.DecodeFromUtf16(text, out _, out var length) != OperationStatus.Done)
            {
                return true;
            }

            text = text[length..];
        }

        return false;
    }
}
