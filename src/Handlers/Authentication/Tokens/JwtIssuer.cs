using System.Buffers;
using System.Buffers.Text;
using System.Text;
using System.Text.Json;

namespace SocketIoCompat.Handlers.Authentication.Tokens;

/// <summary>Issues the JSON web tokens of one system's login, HS256.</summary>
internal sealed class JwtIssuer(TokenOptions options, TimeProvider time)
{
    private static readonly string Header = Base64Url.EncodeToString("""{"alg":"HS256","typ":"JWT"}"""u8);

    private readonly JwtKeys _keys = new(options);

    /// <summary>How long an issued token is valid.</summary>
    public TimeSpan Lifetime => options.Lifetime;

    /// <summary>Issues a token that is valid for <see cref="Lifetime"/>.</summary>
    /// <param name="writeClaims">Writes the members of the payload; <c>iat</c> and <c>exp</c> are added.</param>
    public string Issue(Action<Utf8JsonWriter> writeClaims)
    {
        var now = time.GetUtcNow();
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writeClaims(writer);
            writer.WriteNumber("iat", now.ToUnixTimeSeconds());
            writer.WriteNumber("exp", (now + options.Lifetime).ToUnixTimeSeconds());
            writer.WriteEndObject();
        }

        var text = $"{Header}.{Base64Url.EncodeToString(buffer.WrittenSpan)}";
        return $"{text}.{Base64Url.EncodeToString(_keys.Sign(Encoding.ASCII.GetBytes(text)))}";
    }
}
