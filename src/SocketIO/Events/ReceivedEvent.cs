using System.Text;
using System.Text.Json;
using SocketIoCompat.Protocol.SocketIO;

namespace SocketIoCompat.Events;

/// <summary>
/// An event on its way to its handlers: a view of the receive buffer while it is handled inline, of its own copy when it
/// waited. Arguments are cut out of the payload on demand; what no handler binds is never parsed.
/// </summary>
internal readonly ref struct ReceivedEvent(ReadOnlySpan<byte> payload, ReadOnlySpan<byte> name, ArgumentRanges arguments, IReadOnlyList<ReadOnlyMemory<byte>> attachments, long ackId)
{
    // Each listed argument costs an object, so that a payload of a megabyte could otherwise become many.
    private const int MaxListed = 1000;

    private readonly ArgumentRanges _arguments = arguments;

    public ReadOnlySpan<byte> Payload { get; } = payload;

    public ReadOnlySpan<byte> Name { get; } = name;

    public IReadOnlyList<ReadOnlyMemory<byte>> Attachments { get; } = attachments;

    public long AckId { get; } = ackId;

    public int Count => _arguments.Count;

    public ReadOnlySpan<byte> this[int index] => _arguments.Get(Payload, index);

    public RawValue GetRaw(int index, JsonSerializerOptions options)
    {
        var json = this[index].ToArray();
        var used = Attachments.Count > 0 && Placeholders.Contains(json) ? Attachments : [];
        return new RawValue(json, used, options);
    }

    /// <summary>All arguments from one on, cut out of one copy of the payload.</summary>
    /// <exception cref="EventBindingException">There are more than anybody means to send.</exception>
    public RawValue[] GetRest(int from, JsonSerializerOptions options)
    {
        if (Count <= from)
            return [];
        if (Count > MaxListed)
            throw new EventBindingException($"The event has more than {MaxListed} arguments.");
        Span<ArgumentRange> ranges = stackalloc ArgumentRange[Count];
        _arguments.CopyTo(Payload, ranges);
        var copy = Payload.ToArray();
        var rest = new RawValue[Count - from];
        for (var i = 0; i < rest.Length; i++)
        {
            var json = copy.AsMemory(ranges[from + i].Start, ranges[from + i].Length);
            rest[i] = new RawValue(json, Attachments.Count > 0 && Placeholders.Contains(json.Span) ? Attachments : [], options);
        }

        return rest;
    }

    public string GetName() => Encoding.UTF8.GetString(Name);

    /// <summary>A copy that outlives the receive buffer.</summary>
    public QueuedEvent ToQueued() => new(Payload.ToArray(), Name.ToArray(), _arguments, Attachments, AckId);
}

/// <summary>An event that waits for its turn.</summary>
internal sealed class QueuedEvent(byte[] payload, byte[] name, ArgumentRanges arguments, IReadOnlyList<ReadOnlyMemory<byte>> attachments, long ackId)
{
    public int Length { get; } = payload.Length + attachments.Sum(static attachment => attachment.Length);

    public ReceivedEvent View => new(payload, name, arguments, attachments, ackId);
}
