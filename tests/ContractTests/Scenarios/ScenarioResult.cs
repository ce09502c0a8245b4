using System.Text.Json;
using System.Text.Json.Serialization;

namespace SocketIoCompat.ContractTests.Scenarios;

/// <summary>What one scenario saw of one server, as <c>runner.mjs</c> reports it.</summary>
internal sealed record ScenarioResult(string Name, int Milliseconds, JsonElement[] Trace, IntendedDifference? Differs = null, string? Error = null);

/// <summary>Where we differ on purpose from the reference: why, and the trace expected of us.</summary>
internal sealed record IntendedDifference(string Why, JsonElement[] Ours);

/// <summary>All scenarios on one server, and the servers that did not stop with exit code 0.</summary>
internal sealed record ScenarioReport(ScenarioResult[] Scenarios, Dictionary<string, string> BadExits)
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    public static ScenarioReport Parse(string json) => JsonSerializer.Deserialize<ScenarioReport>(json, Options)!;
}
