using System.Buffers.Text;
using System.Text.RegularExpressions;
using System.Text.Unicode;

namespace SocketIoCompat.Fuzz.Connection;

/// <summary>Where ours differs on purpose: each entry names the row of docs/differences.md that says why.</summary>
internal static partial class IntendedDifferences
{
    private static readonly (string Row, Func<FuzzCase, Outcome, Outcome, bool> Holds)[] All =
    [
        ("2: a websocket with an unsupported EIO gets 400", (_, reference, ours) => DifferOnlyIn(reference, ours, (theirs, mine) =>
            theirs.StartsWith("upgrade 101 ", StringComparison.Ordinal) && mine == "upgrade 400 Unsupported protocol version")),
        ("3: a close packet on a websocket closes", (@case, _, ours) => WebSocketPackets(@case).Any(packet => packet is [(byte)'1', ..]) && IsClosed(ours)),
        ("4: only 3 and 4 are versions", (@case, reference, ours) => @case.Opening == Opening.None && DifferOnlyIn(reference, ours, (_, mine) =>
            mine.Contains("Unsupported protocol version", StringComparison.Ordinal))),
        ("17: an event without arguments closes, a space is no digit", (@case, _, ours) => Packets(@case).Any(packet => WithoutArguments().IsMatch(System.Text.Encoding.UTF8.GetString(packet))) && IsClosed(ours)),
        ("19: a binary packet without attachments is whole", (@case, reference, _) => Texts(@case).Any(packet => NoAttachments().IsMatch(packet)) && IsClosed(reference)),
        ("20: a placeholder that names no attachment is null", (_, reference, ours) => !reference.IsPartOf(ours) && OnlyPlaceholdersDiffer(reference, ours)),
        ("20: a placeholder that names no attachment closes a binary packet", (@case, _, ours) => Texts(@case).Any(packet => OddNumber().IsMatch(packet)) && IsClosed(ours)),
        ("24: JSONP is for old clients", (@case, _, _) => @case.Steps.Any(step => step.Kind == StepKind.Request && Jsonp().IsMatch(Latin(step.Data)))),
        ("34: a polling body is UTF-8", (@case, _, ours) => @case.Steps.Any(step => step.Kind == StepKind.Post && !Utf8.IsValid(step.Data)) && IsClosed(ours)),
        ("35: base64 is base64", (@case, _, ours) => Packets(@case).Any(packet => packet is [(byte)'b', .. var base64] && !Base64.IsValid(base64)) && IsClosed(ours)),
        ("36: a namespace counts from its CONNECT on", (@case, reference, ours) => @case.Opening == Opening.PollingV3
            ? IsClosed(reference) != IsClosed(ours)
            : CountConnects(@case) > 0 && (IsClosed(reference) != IsClosed(ours) || (CountConnects(@case) > 1 && IsClosed(ours) && ours.IsPartOf(reference)))),
        ("37: what follows a DISCONNECT is for nobody", (@case, reference, ours) => Texts(@case).Any(packet => packet.StartsWith("41", StringComparison.Ordinal))
            && reference.End.Contains("silent", StringComparison.Ordinal) && IsClosed(ours)),
        ("38: a version 2 client's namespace is taken as sent", (@case, reference, ours) => @case.Opening is Opening.PollingV3 or Opening.WebSocketV3
            && (IsClosed(reference) ? IsClosed(ours) && WithoutRefusals(reference).IsPartOf(WithoutRefusals(ours)) : WithoutRefusals(reference).Equals(WithoutRefusals(ours)))),
        ("39: an acknowledgement id has no more than 53 bits", (@case, _, ours) => Texts(@case).Any(packet => HugeId().IsMatch(packet)) && IsClosed(ours)),
        ("6, 21: what came before the end is handled", (_, reference, ours) => IsClosed(reference) && IsClosed(ours) && WithoutPosts(reference).IsPartOf(ours)),
    ];

    /// <summary>The row that explains why the outcomes differ; null when nothing does.</summary>
    public static string? Explain(FuzzCase @case, Outcome reference, Outcome ours)
    {
        foreach (var (row, holds) in All)
        {
            if (holds(@case, reference, ours))
                return row;
        }

        return null;
    }

    private static bool DifferOnlyIn(Outcome reference, Outcome ours, Func<string, string, bool> holds) =>
        reference.End == ours.End && reference.Said.Count == ours.Said.Count
        && reference.Said.Zip(ours.Said).All(pair => pair.First == pair.Second || holds(pair.First, pair.Second));

    /// <summary>Whether the session is over; a websocket that failed to take it over does not matter.</summary>
    private static bool IsClosed(Outcome outcome)
    {
        const string Polling = ", polling ";
        var end = outcome.End.Contains(Polling, StringComparison.Ordinal) ? outcome.End.Split(Polling)[1] : outcome.End;
        return end.Contains("closed", StringComparison.Ordinal) || end.Contains("\"code\":1", StringComparison.Ordinal);
    }

    private static IEnumerable<byte[]> Packets(FuzzCase @case) => WebSocketPackets(@case).Concat(
        @case.Steps.Where(step => step.Kind == StepKind.Post).SelectMany(step => Split(step.Data)));

    private static IEnumerable<byte[]> WebSocketPackets(FuzzCase @case)
    {
        foreach (var step in @case.Steps)
        {
            if (step.Kind == StepKind.Text)
                yield return step.Data;
            else if (step.Kind == StepKind.Raw && step.Data is [_, _, var m0, var m1, var m2, var m3, .. var payload])
                yield return [.. payload.Select((b, at) => (byte)(b ^ (at & 3) switch { 0 => m0, 1 => m1, 2 => m2, _ => m3 }))];
        }
    }

    private static IEnumerable<byte[]> Split(byte[] body)
    {
        var start = 0;
        for (int end; (end = Array.IndexOf(body, (byte)0x1e, start)) >= 0; start = end + 1)
            yield return body[start..end];
        yield return body[start..];
    }

    private static IEnumerable<string> Texts(FuzzCase @case) => Packets(@case).Select(Latin);

    private static int CountConnects(FuzzCase @case) => Texts(@case).Count(packet => packet.StartsWith("40", StringComparison.Ordinal));

    private static bool OnlyPlaceholdersDiffer(Outcome reference, Outcome ours)
    {
        var (theirs, mine) = (WithoutPlaceholders(reference), WithoutPlaceholders(ours));
        return theirs.Equals(mine) || (IsClosed(theirs) && IsClosed(mine) && theirs.IsPartOf(mine));
    }

    private static Outcome WithoutRefusals(Outcome outcome) =>
        WithoutPosts(outcome) with { Said = [.. WithoutPosts(outcome).Said.Where(said => !said.StartsWith("44/", StringComparison.Ordinal))] };

    /// <summary>Whether a POST comes before or after the end of its session, once something has ended it, is chance.</summary>
    private static Outcome WithoutPosts(Outcome outcome) => outcome with { Said = [.. outcome.Said.Where(said => !said.StartsWith("POST ", StringComparison.Ordinal) && said != "3")] };

    private static Outcome WithoutPlaceholders(Outcome outcome) => outcome with { Said = [.. outcome.Said.Select(said => Placeholder().Replace(said, "null"))] };

    private static string Latin(byte[] packet) => System.Text.Encoding.Latin1.GetString(packet);

    [GeneratedRegex("^4[56]0+-")]
    private static partial Regex NoAttachments();

    [GeneratedRegex(@"^4([\s\ufeff]|[2356](\d+-)?(/[^,]*,?)?\d*$|\d(\d+-)?(/[^,]*,)?\d*[\s\ufeff])")]
    private static partial Regex WithoutArguments();

    [GeneratedRegex("\\{[^{}]*\"_placeholder\":true,[^}]*\\}")]
    private static partial Regex Placeholder();

    [GeneratedRegex(@"^4\d(\d+-)?(/[^,]*,)?0*[1-9]\d{15,}")]
    private static partial Regex HugeId();

    [GeneratedRegex("^4[56].*\"_placeholder\":true,\"num\":([^0-9]|[0-9]+[.eE]|0[0-9])")]
    private static partial Regex OddNumber();

    [GeneratedRegex("(^|&)j(=|&|$)")]
    private static partial Regex Jsonp();
}
