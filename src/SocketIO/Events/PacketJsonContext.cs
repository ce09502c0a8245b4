using System.Text.Json;
using System.Text.Json.Serialization;

namespace SocketIoCompat.Events;

/// <summary>
/// The types that every server can read and write, also where reflection is trimmed away. Contracts of one's own come with
/// <see cref="SocketIOOptions.SerializerOptions"/>.
/// </summary>
[JsonSerializable(typeof(object))]
[JsonSerializable(typeof(string))]
[JsonSerializable(typeof(bool))]
[JsonSerializable(typeof(int))]
[JsonSerializable(typeof(long))]
[JsonSerializable(typeof(float))]
[JsonSerializable(typeof(double))]
[JsonSerializable(typeof(decimal))]
[JsonSerializable(typeof(Guid))]
[JsonSerializable(typeof(DateTime))]
[JsonSerializable(typeof(DateTimeOffset))]
[JsonSerializable(typeof(byte[]))]
[JsonSerializable(typeof(Memory<byte>))]
[JsonSerializable(typeof(ReadOnlyMemory<byte>))]
[JsonSerializable(typeof(string[]))]
[JsonSerializable(typeof(JsonElement))]
[JsonSerializable(typeof(RawValue))]
[JsonSerializable(typeof(RawValue[]))]
internal sealed partial class PacketJsonContext : JsonSerializerContext;
