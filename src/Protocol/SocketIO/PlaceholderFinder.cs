using System.Buffers;
using System.Text.Json;
using SocketIoCompat.Protocol.Json;

namespace SocketIoCompat.Protocol.SocketIO;

/// <summary>Where a placeholder stands in JSON, and the number in it (-1 when that is no index).</summary>
internal readonly record struct Placeholder(int Start, int End, int Num);

/// <summary>The members that make an object a placeholder.</summary>
internal enum PlaceholderMember : byte
{
    Other,
    Placeholder,
    Num,
}

/// <summary>Finds the placeholders of a JSON text that has been checked before.</summary>
internal static class PlaceholderFinder
{
    private static readonly JsonReaderOptions AnyDepth = new() { MaxDepth = int.MaxValue };

    /// <summary>All placeholders in the order they stand; what lies inside one is not looked at, as in socket.io-parser.</summary>
    public static List<Placeholder> FindAll(ReadOnlySpan<byte> json)
    {
        var found = new List<Placeholder>();
        var open = new Stack<Candidate>();
        var current = default(Candidate);
        var reader = new Utf8JsonReader(json, AnyDepth);
        while (reader.Read())
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.StartObject or JsonTokenType.StartArray:
                    current.Member = PlaceholderMember.Other;
                    open.Push(current);
                    current = new Candidate { Start = (int)reader.TokenStartIndex, FoundBefore = found.Count, Num = -1 };
                    break;
                case JsonTokenType.EndObject or JsonTokenType.EndArray:
                    if (current.IsPlaceholder)
                    {
                        found.RemoveRange(current.FoundBefore, found.Count - current.FoundBefore);
                        found.Add(new Placeholder(current.Start, (int)reader.BytesConsumed, current.Num));
                    }

                    current = open.Pop();
                    break;
                case JsonTokenType.PropertyName:
                    current.Begin(ReadName(ref reader));
                    break;
                default:
                    current.Take(ref reader);
                    break;
            }
        }

        return found;
    }

    public static PlaceholderMember ReadName(ref Utf8JsonReader reader)
    {
        // The reader's own comparison throws on lone surrogates.
        var name = reader.HasValueSequence ? reader.ValueSequence.ToArray() : reader.ValueSpan;
        if (reader.ValueIsEscaped) name = JavaScriptString.UnescapeUtf8(name);
        if (name.SequenceEqual("_placeholder"u8)) return PlaceholderMember.Placeholder;
        return name.SequenceEqual("num"u8) ? PlaceholderMember.Num : PlaceholderMember.Other;
    }

    /// <summary>The number as an index, -1 when it is none.</summary>
    public static int ReadNum(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.Number) return -1;
        if (reader.TryGetInt32(out var num)) return num < 0 ? -1 : num;

        // JavaScript knows one kind of number: 1.0 and 1e0 are 1.
        return reader.TryGetDouble(out var value) && value is >= 0 and <= int.MaxValue && value == Math.Truncate(value) ? (int)value : -1;
    }

    private struct Candidate
    {
        public int Start;
        public int FoundBefore;
        public int Num;
        public bool IsPlaceholder;
        public PlaceholderMember Member;

        /// <summary>A later member of the same name replaces an earlier one, so its effect is undone first.</summary>
        public void Begin(PlaceholderMember member)
        {
            Member = member;
            if (member == PlaceholderMember.Placeholder) IsPlaceholder = false;
            else if (member == PlaceholderMember.Num) Num = -1;
        }

        public void Take(ref Utf8JsonReader reader)
        {
            if (Member == PlaceholderMember.Placeholder) IsPlaceholder = reader.TokenType == JsonTokenType.True;
            else if (Member == PlaceholderMember.Num) Num = ReadNum(ref reader);
            Member = PlaceholderMember.Other;
        }
    }
}
