using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace SocketIoCompat.Fuzz.Connection;

/// <summary>How a conversation begins, before its steps.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Opening>))]
internal enum Opening
{
    /// <summary>A websocket, connected to the main namespace.</summary>
    WebSocket,

    /// <summary>A websocket that has not joined a namespace.</summary>
    BareWebSocket,

    /// <summary>A polling session, connected to the main namespace.</summary>
    Polling,

    /// <summary>A polling session and a second connection, a websocket for the same session, that has not probed.</summary>
    Upgrade,

    /// <summary>A websocket of Engine.IO 3.</summary>
    WebSocketV3,

    /// <summary>A polling session of Engine.IO 3.</summary>
    PollingV3,

    /// <summary>Nothing: the steps are requests.</summary>
    None,
}

[JsonConverter(typeof(JsonStringEnumConverter<StepKind>))]
internal enum StepKind
{
    /// <summary>A websocket frame with text.</summary>
    Text,

    /// <summary>A websocket frame with bytes.</summary>
    Binary,

    /// <summary>Bytes on the websocket's connection that may be no frame at all.</summary>
    Raw,

    /// <summary>A polling request with a body.</summary>
    Post,

    /// <summary>An HTTP request without a session: the data is its query.</summary>
    Request,

    /// <summary>A websocket without a session: the data is its query.</summary>
    UpgradeRequest,
}

/// <summary>One thing that the client does. Text is for reading; when it is not valid UTF-8, Base64 is there instead.</summary>
internal sealed record FuzzStep(StepKind Kind, string? Text = null, byte[]? Base64 = null, string? Method = null)
{
    [JsonIgnore]
    public byte[] Data => Base64 ?? Encoding.UTF8.GetBytes(Text!);

    public static FuzzStep Of(StepKind kind, byte[] data, string? method = null)
    {
        var text = Encoding.UTF8.GetString(data);
        return Encoding.UTF8.GetBytes(text).AsSpan().SequenceEqual(data) ? new FuzzStep(kind, text, Method: method) : new FuzzStep(kind, Base64: data, Method: method);
    }
}

/// <summary>A conversation that both servers get.</summary>
internal sealed record FuzzCase(string Name, Opening Opening, IReadOnlyList<FuzzStep> Steps)
{
    public static JsonSerializerOptions Json { get; } = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static FuzzCase Load(string path) => JsonSerializer.Deserialize<FuzzCase>(File.ReadAllText(path), Json)!;

    public override string ToString() => JsonSerializer.Serialize(this, Json);
}
