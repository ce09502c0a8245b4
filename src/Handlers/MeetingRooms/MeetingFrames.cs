using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace SocketIoCompat.Handlers.MeetingRooms;

/// <summary>The frames of a room: <c>{"event": …, "data": {…}}</c>. Encoded once, whoever gets them.</summary>
internal static class MeetingFrames
{
    private static readonly JsonWriterOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>An event with those members in its data.</summary>
    public static ReadOnlyMemory<byte> Event(string name, Action<Utf8JsonWriter>? write = null)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var writer = new Utf8JsonWriter(buffer, Json))
        {
            writer.WriteStartObject();
            writer.WriteString("event"u8, name);
            writer.WriteStartObject("data"u8);
            write?.Invoke(writer);
            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }

    /// <summary>An event whose data is about one peer.</summary>
    public static ReadOnlyMemory<byte> About(string name, string peerId) => Event(name, writer => writer.WriteString("peerId"u8, peerId));

    /// <summary>An event that tells a person something.</summary>
    public static ReadOnlyMemory<byte> Notice(string name, string message) =>
        Event(name, writer => writer.WriteString("message"u8, message));

    public static ReadOnlyMemory<byte> Error(string code, string message) => Event("error", writer =>
    {
        writer.WriteString("code"u8, code);
        writer.WriteString("message"u8, message);
    });

    /// <summary>
    /// What a peer sent, as it is, but who sent it: his id is always the server's word where <paramref name="names"/> is set, and
    /// where he wrote one himself; his name where he wrote one.
    /// </summary>
    public static ReadOnlyMemory<byte> Relay(string name, JsonElement data, MeetingPeer sender, bool names = true) => Event(name, writer =>
    {
        foreach (var member in data.EnumerateObject())
        {
            if (member.NameEquals("peerId"u8))
            {
                names = true;
            }
            else if (member.NameEquals("username"u8))
            {
                writer.WriteString("username"u8, sender.Name);
            }
            else if (!member.NameEquals("targetPeerId"u8))
            {
                writer.WritePropertyName(member.Name);
                writer.WriteRawValue(JsonMarshal.GetRawUtf8Value(member.Value), skipInputValidation: true);
            }
        }

        if (names)
        {
            writer.WriteString("peerId"u8, sender.Id);
        }
    });

    /// <summary>A member that is text; null when it is missing or something else.</summary>
    public static string? Text(JsonElement data, string name)
    {
        if (data.ValueKind != JsonValueKind.Object || !data.TryGetProperty(name, out var value) || value.ValueKind != JsonValueKind.String)
        {
            return null;
        }

        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException)
        {
            return null; // half a surrogate pair
        }
    }

    /// <summary>A time as the original's language writes it: <c>1m23.45s</c>.</summary>
    public static string Duration(TimeSpan time)
    {
        Debug.Assert(time >= TimeSpan.Zero, "A recording does not end before it began.");
        if (time < TimeSpan.FromSeconds(1))
        {
            return time == TimeSpan.Zero ? "0s" : string.Create(CultureInfo.InvariantCulture, $"{time.TotalMilliseconds:0.####}ms");
        }

        var hours = (long)time.TotalHours;
        var seconds = time.Seconds + ((double)(time.Ticks % TimeSpan.TicksPerSecond) / TimeSpan.TicksPerSecond);
        var text = string.Create(CultureInfo.InvariantCulture, $"{seconds:0.#######}s");
        if (hours == 0 && time.Minutes == 0)
        {
            return text;
        }

        text = string.Create(CultureInfo.InvariantCulture, $"{time.Minutes}m{text}");
        return hours == 0 ? text : string.Create(CultureInfo.InvariantCulture, $"{hours}h{text}");
    }
}
