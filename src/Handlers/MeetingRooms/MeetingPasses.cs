using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;

namespace SocketIoCompat.Handlers.MeetingRooms;

/// <summary>What a pass says.</summary>
/// <param name="Room">The only room that it is for.</param>
/// <param name="Person">Who has it: nobody's name, but the same whenever he comes with his key.</param>
/// <param name="Name">What he called himself.</param>
/// <param name="IssuedAt">When the room gave it to him.</param>
internal sealed record MeetingPass(string Room, string Person, string Name, DateTimeOffset IssuedAt);

/// <summary>
/// Passes: the room gives one to whoever it has let in with a key, over the connection that it let in. Sealed with the keys that the
/// servers share, so any of them believes it and nobody else makes or reads one.
/// </summary>
internal sealed class MeetingPasses(IDataProtectionProvider protection, TimeProvider time)
{
    /// <summary>The shortest key that a person is known by: one that is guessed is somebody else's recordings.</summary>
    public const int MinKeyLength = 16;

    private const int MaxLength = 8 * 1024;
    private const int PersonBytes = 16;

    private readonly IDataProtector _protector = protection.CreateProtector("MeetingRooms.Pass.v1");

    /// <summary>Who has a key in a room; null for one that may be guessed. Tells nothing of the key, nor of him in another room.</summary>
    public static string? PersonOf(string roomId, string? key) =>
        key is { Length: >= MinKeyLength and <= MeetingRoom.MaxKeyLength }
            ? Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes<string[]>([roomId, key])).AsSpan(0, PersonBytes))
            : null;

    public string Issue(string roomId, string person, string name) => Base64Url.EncodeToString(
        _protector.Protect(JsonSerializer.SerializeToUtf8Bytes(new MeetingPass(roomId, person, name, time.GetUtcNow()))));

    /// <summary>What a pass says; null for what is none of ours, and for one that is older than given.</summary>
    public MeetingPass? Read(string? token, TimeSpan maxAge)
    {
        if (token is not { Length: > 0 and <= MaxLength } || !Base64Url.IsValid(token))
        {
            return null;
        }

        try
        {
            var text = _protector.Unprotect(Base64Url.DecodeFromChars(token));
            return JsonSerializer.Deserialize<MeetingPass>(text) is { } pass && time.GetUtcNow() - pass.IssuedAt <= maxAge ? pass : null;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }
}
