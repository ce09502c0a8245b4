using System.Text.Json;
using System.Text.Json.Serialization;

namespace SocketIoCompat.ContractTests.Replay;

/// <summary>A recorded conversation of one or more clients with a server.</summary>
internal sealed record Recording(RecordingHeader Header, IReadOnlyList<RecordedMessage> Messages)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    public static Recording Load(string path) => Parse(File.ReadLines(path));

    public static Recording Parse(IEnumerable<string> lines)
    {
        RecordingHeader? header = null;
        var messages = new List<RecordedMessage>();
        foreach (var line in lines)
        {
            if (header is null)
                header = JsonSerializer.Deserialize<RecordingHeader>(line, Json)!;
            else
                messages.Add(JsonSerializer.Deserialize<RecordedMessage>(line, Json)!);
        }

        return header is { Version: 1 } ? new Recording(header, messages) : throw new InvalidDataException("Not a recording of version 1.");
    }
}

/// <summary>The first line of a recording.</summary>
internal sealed record RecordingHeader(
    [property: JsonPropertyName("recording")] int Version, string Name, string About, string Client, string Server, string[] Flags, string[] ResponseHeaders);
