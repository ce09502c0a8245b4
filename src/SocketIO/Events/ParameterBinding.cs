using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace SocketIoCompat.Events;

internal enum ParameterKind
{
    Socket,
    Aborted,
    Ack,
    Raw,
    RawRest,
    Json,
}

/// <summary>Where one parameter of a handler comes from.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Index">Which argument of the event, for those that come from it.</param>
/// <param name="Type">The parameter's type.</param>
/// <param name="IsOptional">Whether a missing argument or <c>null</c> is no error.</param>
/// <param name="Default">What a missing argument binds to.</param>
/// <param name="Name">The parameter's name, for the error.</param>
internal sealed record ParameterBinding(ParameterKind Kind, int Index, Type Type, bool IsOptional, object? Default, string Name)
{
    // One server's options at a time; another server that shares the method reads its own again.
    private volatile JsonTypeInfo? _typeInfo;

    public object? Bind(Socket? socket, scoped in ReceivedEvent received, JsonSerializerOptions options) => Kind switch
    {
        ParameterKind.Socket => socket ?? throw new EventBindingException("An event of another server has no socket."),
        ParameterKind.Aborted => socket?.Aborted ?? CancellationToken.None,
        ParameterKind.Raw when Index < received.Count => received.GetRaw(Index, options),
        ParameterKind.RawRest => received.GetRest(Index, options),
        ParameterKind.Json when Index < received.Count => Deserialize(received, options),
        _ => IsOptional ? Default : throw new EventBindingException($"The argument '{Name}' is missing."),
    };

    private object? Deserialize(scoped in ReceivedEvent received, JsonSerializerOptions options)
    {
        var typeInfo = _typeInfo;
        if (typeInfo is null || !ReferenceEquals(typeInfo.Options, options))
            _typeInfo = typeInfo = options.GetTypeInfo(Type);
        var outer = AttachmentScope.Enter(received.Attachments, options);
        try
        {
            var value = JsonSerializer.Deserialize(received[Index], typeInfo);
            if (value is null && !IsOptional)
                throw new EventBindingException($"The argument '{Name}' is null.");
            return value;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or FormatException or NotSupportedException)
        {
            throw new EventBindingException($"The argument '{Name}' is not a {Type.Name}.", exception);
        }
        finally
        {
            AttachmentScope.Leave(outer);
        }
    }
}
