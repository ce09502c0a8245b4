using System.Text;
using System.Text.RegularExpressions;

namespace SocketIoCompat.ContractTests.Replay;

/// <summary>What kind of identity a part of a message is; identities of different kinds never meet.</summary>
internal enum IdentityKind
{
    Id,
    Token,
    Offset,
    Ack,
}

/// <summary>A part of a message that differs from run to run.</summary>
internal readonly record struct Identity(IdentityKind Kind, string Scope, string Value);

/// <summary>A message with its identities taken out: two runs must agree on the shape, and pair the identities.</summary>
internal sealed partial record PacketShape(string Text, IReadOnlyList<Identity> Identities)
{
    private const char Open = '\u27e8', Shut = '\u27e9'; // stand in no recorded message

    /// <param name="text">What a server sent: a packet, a header, a body.</param>
    /// <param name="hasOffsets">Whether events carry an offset as their last argument, as with connection state recovery.</param>
    public static PacketShape Of(string text, bool hasOffsets)
    {
        var spans = new List<(int Start, int Length, Identity Identity)>();
        void Add(Group part, IdentityKind kind, string scope = "")
        {
            if (part.Success && !spans.Any(span => part.Index < span.Start + span.Length && span.Start < part.Index + part.Length))
                spans.Add((part.Index, part.Length, new Identity(kind, scope, part.Value)));
        }

        if (Asking().Match(text) is { Success: true } asking)
            Add(asking.Groups["ack"], IdentityKind.Ack, asking.Groups["nsp"].Value);
        else if (hasOffsets && Event().IsMatch(text))
            Add(LastString().Match(text).Groups[1], IdentityKind.Offset);
        foreach (Match match in OffsetMember().Matches(text))
            Add(match.Groups[1], IdentityKind.Offset);
        foreach (Match match in TokenMember().Matches(text))
            Add(match.Groups[1], IdentityKind.Token);
        foreach (Match match in Id().Matches(text))
        {
            if (!Word().IsMatch(match.Value))
                Add(match.Groups[0], IdentityKind.Id);
        }

        spans.Sort((a, b) => a.Start.CompareTo(b.Start));
        return new PacketShape(Cut(text, spans), [.. spans.Select(span => span.Identity)]);
    }

    /// <summary>A client's message with each identity replaced by what <paramref name="translate"/> says.</summary>
    public static string Translate(string text, Func<Identity, string> translate)
    {
        text = Answering().Replace(text, match => match.Groups["head"].Value + translate(new Identity(IdentityKind.Ack, match.Groups["nsp"].Value, match.Groups["ack"].Value)));
        text = OffsetMember().Replace(text, match => match.Value.Replace(match.Groups[1].Value, translate(new Identity(IdentityKind.Offset, "", match.Groups[1].Value)), StringComparison.Ordinal));
        text = TokenMember().Replace(text, match => match.Value.Replace(match.Groups[1].Value, translate(new Identity(IdentityKind.Token, "", match.Groups[1].Value)), StringComparison.Ordinal));
        return Id().Replace(text, match => translate(new Identity(IdentityKind.Id, "", match.Value)));
    }

    private static string Cut(string text, List<(int Start, int Length, Identity Identity)> spans)
    {
        var shape = new StringBuilder();
        var at = 0;
        foreach (var (start, length, identity) in spans)
        {
            shape.Append(text, at, start - at).Append(Open).Append(identity.Kind).Append(identity.Scope).Append(Shut);
            at = start + length;
        }

        return shape.Append(text, at, text.Length - at).ToString();
    }

    // 20 characters of base64url, standing alone; without a digit or a capital it is a word.
    [GeneratedRegex(@"(?<![A-Za-z0-9_-])[A-Za-z0-9_-]{20}(?![A-Za-z0-9_-])")]
    private static partial Regex Id();

    [GeneratedRegex("^[a-z_-]*$")]
    private static partial Regex Word();

    [GeneratedRegex("\"pid\":\"([A-Za-z0-9_-]+)\"")]
    private static partial Regex TokenMember();

    [GeneratedRegex("\"offset\":\"([^\"]+)\"")]
    private static partial Regex OffsetMember();

    [GeneratedRegex(@"^4[25](\d+-)?(/[^,]*,)?\[")]
    private static partial Regex Event();

    [GeneratedRegex(",\"([^\"]*)\"\\]$")]
    private static partial Regex LastString();

    [GeneratedRegex(@"^4[25](\d+-)?(?<nsp>/[^,]*,)?(?<ack>\d+)\[")]
    private static partial Regex Asking();

    [GeneratedRegex(@"^(?<head>4[36](\d+-)?(?<nsp>/[^,]*,)?)(?<ack>\d+)(?=\[)")]
    private static partial Regex Answering();
}
