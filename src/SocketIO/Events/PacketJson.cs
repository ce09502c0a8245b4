using System.Diagnostics.CodeAnalysis;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using SocketIoCompat.Protocol.Json;

namespace SocketIoCompat.Events;

/// <summary>The JSON of packets: as JavaScript writes it, with binary values as placeholders.</summary>
internal static class PacketJson
{
    public static JavaScriptEncoder Encoder => JavaScriptTextEncoder.Instance;

    /// <summary>The options that a server uses unless its user brings his own.</summary>
    public static JsonSerializerOptions CreateOptions() => new(JsonSerializerDefaults.Web) { RespectNullableAnnotations = true };

    /// <summary>A copy of the user's options with our converters in front of theirs; their own converters for the same types win.</summary>
    public static JsonSerializerOptions Complete(JsonSerializerOptions options)
    {
        var completed = new JsonSerializerOptions(options);
        completed.Converters.Add(new ByteArrayAttachmentConverter());
        completed.Converters.Add(new MemoryAttachmentConverter());
        completed.Converters.Add(new ReadOnlyMemoryAttachmentConverter());
        completed.Converters.Add(new RawValueConverter());
        JavaScriptJson.Configure(completed);
        if (completed.TypeInfoResolver is null && JsonSerializer.IsReflectionEnabledByDefault)
            completed.TypeInfoResolverChain.Add(CreateReflectionResolver());
        completed.TypeInfoResolverChain.Add(PacketJsonContext.Default);
        completed.MakeReadOnly();
        return completed;
    }

    // Only where the application has not turned reflection off, which trimming does.
    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "Guarded by JsonSerializer.IsReflectionEnabledByDefault.")]
    private static DefaultJsonTypeInfoResolver CreateReflectionResolver() => new();
}
