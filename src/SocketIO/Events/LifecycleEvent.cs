using System.Text;
using System.Text.Json;
using SocketIoCompat.Protocol.SocketIO;

namespace SocketIoCompat.Events;

/// <summary>An event of the socket's own life, in the form of one from the client, so that it binds in the same way.</summary>
internal static class LifecycleEvent
{
    public static ReceivedEvent Create(string name, string? reason = null)
    {
        var payload = reason is null ? "[]"u8.ToArray() : Encoding.UTF8.GetBytes($"[\"{JsonEncodedText.Encode(reason)}\"]");
        return new ReceivedEvent(payload, Encoding.UTF8.GetBytes(name), ArgumentRanges.Read(payload, skipFirst: false), [], -1);
    }
}
