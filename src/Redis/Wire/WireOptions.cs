using System.Text.Json;
using SocketIoCompat.Adapters;
using SocketIoCompat.Engine;

namespace SocketIoCompat.Redis.Wire;

/// <summary>Whom a message concerns: <c>{rooms: […], except: […], flags: {volatile?, compress?, timeout?}}</c> (redis.md §1.2).</summary>
internal static class WireOptions
{
    public static void Write(Utf8JsonWriter json, ReadOnlySpan<byte> name, ClusterMessage message, bool withFlags)
    {
        json.WriteStartObject(name);
        WriteMembers(json, message, withFlags);
        json.WriteEndObject();
    }

    public static void WriteMembers(Utf8JsonWriter json, ClusterMessage message, bool withFlags)
    {
        json.WriteStrings("rooms"u8, message.Options.Rooms);
        json.WriteStrings("except"u8, message.Options.Except);
        if (!withFlags)
            return;
        json.WriteStartObject("flags"u8);
        if (message.Options.Flags.HasFlag(SendFlags.Volatile))
            json.WriteBoolean("volatile"u8, true);
        if (!message.Options.Flags.HasFlag(SendFlags.Compress))
            json.WriteBoolean("compress"u8, false);
        if (message.Timeout is { } timeout)
            json.WriteNumber("timeout"u8, (long)timeout.TotalMilliseconds);
        json.WriteEndObject();
    }

    /// <summary>Reads them; what is missing is empty, because publishers leave out what they do not use.</summary>
    public static (BroadcastOptions Options, TimeSpan? Timeout) Read(JsonElement options)
    {
        var flags = SendFlags.Compress;
        TimeSpan? timeout = null;
        if (WireElement.Find(options, "flags", JsonValueKind.Object) is { } given)
        {
            if (WireElement.Find(given, "volatile", JsonValueKind.True) is not null)
                flags |= SendFlags.Volatile;
            if (WireElement.Find(given, "compress", JsonValueKind.False) is not null)
                flags &= ~SendFlags.Compress;
            if (WireElement.Find(given, "timeout", JsonValueKind.Number) is { } number && number.TryGetDouble(out var milliseconds))
                timeout = TimeSpan.FromMilliseconds(Math.Clamp(milliseconds, 1, int.MaxValue));
        }

        return (new BroadcastOptions(WireElement.Strings(options, "rooms"), WireElement.Strings(options, "except"), flags, Local: true), timeout);
    }
}
