using System.Runtime.InteropServices;
using System.Text.Json;
using SocketIoCompat.Handlers.ProjectChat.Calls;
using SocketIoCompat.Handlers.ProjectChat.Contracts;
using SocketIoCompat.Handlers.ProjectChat.Sockets;

namespace SocketIoCompat.Handlers.ProjectChat;

/// <summary>
/// What pages are sent about calls. Of a page's own signal only the members that are known for its type are passed on, unparsed; who
/// sent it and in which project is written by the server.
/// </summary>
internal sealed class CallMessages(Frames frames)
{
    private const string Inner = "call:signal";
    private const string Audio = "audio";
    private const string Video = "video";

    /// <summary>The kind of call that an offer asks for.</summary>
    public static string CallType(JsonElement signal) => ProjectJson.Text(signal, "callType") == Audio ? Audio : Video;

    /// <summary>Whether an offer is of a page that is in the call already.</summary>
    public static bool Resumes(JsonElement signal) => signal.TryGetProperty("resume"u8, out var resume) && resume.ValueKind == JsonValueKind.True;

    /// <summary>A page's signal, for others.</summary>
    public ReadOnlyMemory<byte> Relay(string type, JsonElement signal, ProjectUser sender, string projectId, string? recipientId) =>
        frames.ChatUpdate(Inner, projectId, writer =>
        {
            writer.WriteString("type"u8, type);
            if (PayloadName(type) is { } name && signal.TryGetProperty(name, out var payload))
            {
                writer.WritePropertyName(name);
                writer.WriteRawValue(JsonMarshal.GetRawUtf8Value(payload), skipInputValidation: true);
            }

            if (type == CallSignals.Offer)
            {
                writer.WriteString("callType"u8, CallType(signal));
                writer.WriteString("senderName"u8, sender.Name);
                if (Resumes(signal))
                {
                    writer.WriteBoolean("resume"u8, true);
                }
            }

            if (recipientId is not null)
            {
                writer.WriteString("recipientId"u8, recipientId);
            }

            writer.WriteString("senderId"u8, sender.Id);
        });

    /// <summary>What the server itself says.</summary>
    /// <param name="notice">It.</param>
    /// <param name="recipientId">To whom, when to one.</param>
    public ReadOnlyMemory<byte> Notice(CallNotice notice, string? recipientId) =>
        frames.ChatUpdate(Inner, notice.Call.ProjectId, writer =>
        {
            writer.WriteString("type"u8, notice.Type);
            if (notice.Call.IsGroup)
            {
                WriteGroup(writer, notice);
            }

            if (notice.Reason is { } reason)
            {
                writer.WriteString("reason"u8, reason);
            }

            if (notice.Type == CallSignals.Rejected && recipientId is not null)
            {
                writer.WriteString("recipientId"u8, recipientId);
            }

            writer.WriteString("senderId"u8, notice.SenderId);
        });

    private static void WriteGroup(Utf8JsonWriter writer, CallNotice notice)
    {
        writer.WriteString("callId"u8, notice.Call.Id);
        writer.WriteString("callType"u8, notice.Call.Type);
        if (notice.Type == CallSignals.GroupState)
        {
            writer.WriteStartArray("participants"u8);
            foreach (var party in notice.Call.Parties)
            {
                writer.WriteStringValue(party.UserId);
            }

            writer.WriteEndArray();
        }
    }

    private static string? PayloadName(string type) => type switch
    {
        CallSignals.Offer or CallSignals.GroupOffer => "offer",
        CallSignals.Answer or CallSignals.GroupAnswer => "answer",
        CallSignals.Candidate or CallSignals.GroupCandidate => "candidate",
        _ => null,
    };
}
