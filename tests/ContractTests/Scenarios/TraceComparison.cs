using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace SocketIoCompat.ContractTests.Scenarios;

/// <summary>Decides whether two servers agreed on a scenario, and says where they did not.</summary>
internal static class TraceComparison
{
    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Null when all is as it should be, otherwise what is wrong, in lines for a person.</summary>
    public static string? Explain(ScenarioResult reference, ScenarioResult ours)
    {
        if (reference.Error is not null)
            return $"The scenario does not run on the reference server:\n{reference.Error}\n{Show("saw until then", reference.Trace)}";
        if (ours.Error is not null)
            return $"The scenario does not run on our server:\n{ours.Error}\n{Show("saw until then", ours.Trace)}\n{Show("reference saw", reference.Trace)}";
        if (reference.Differs is not { } intended)
            return Difference("reference", reference.Trace, ours.Trace);
        if (Difference("expected", intended.Ours, ours.Trace) is { } difference)
            return $"We differ on purpose ({intended.Why}), but not as we say:\n{difference}";
        return Difference("reference", reference.Trace, ours.Trace) is null
            ? $"The scenario says that we differ ({intended.Why}), but the reference does the same: the note is out of date."
            : null;
    }

    private static string? Difference(string name, JsonElement[] expected, JsonElement[] ours)
    {
        var lines = new StringBuilder();
        for (var i = 0; i < Math.Max(expected.Length, ours.Length); i++)
        {
            if (i < expected.Length && i < ours.Length && JsonElement.DeepEquals(expected[i], ours[i]))
                continue;
            lines.AppendLine($"entry {i + 1}:").AppendLine($"  {name,-9} {At(expected, i)}").AppendLine($"  {"ours",-9} {At(ours, i)}");
        }

        return lines.Length == 0 ? null : lines.ToString();
    }

    private static string At(JsonElement[] trace, int index) => index < trace.Length ? Text(trace[index]) : "(nothing)";

    private static string Show(string title, JsonElement[] trace) => $"{title}:\n{string.Join('\n', trace.Select(entry => "  " + Text(entry)))}";

    private static string Text(JsonElement entry) => JsonSerializer.Serialize(entry, Readable);
}
