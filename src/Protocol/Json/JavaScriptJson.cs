using System.Text.Json;

namespace SocketIoCompat.Protocol.Json;

/// <summary>Options under which System.Text.Json reads and writes JSON as JavaScript does.</summary>
internal static class JavaScriptJson
{
    /// <summary>New options: camelCase names, names read without regard to case, nulls written.</summary>
    public static JsonSerializerOptions Create() => Configure(new JsonSerializerOptions(JsonSerializerDefaults.Web));

    /// <summary>Adds the encoder and the converters to the given options, and returns them.</summary>
    public static JsonSerializerOptions Configure(JsonSerializerOptions options)
    {
        options.Encoder = JavaScriptTextEncoder.Instance;
        options.Converters.Add(new JavaScriptStringConverter());
        options.Converters.Add(new JavaScriptDoubleConverter());
        options.Converters.Add(new JavaScriptSingleConverter());
        return options;
    }
}
