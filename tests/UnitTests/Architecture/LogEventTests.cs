using System.Reflection;
using Microsoft.Extensions.Logging;
using SocketIoCompat.Handlers.MeetingRooms;
using SocketIoCompat.Protocol;
using SocketIoCompat.Redis;
using SocketIoCompat.Server;

namespace SocketIoCompat.UnitTests.Architecture;

/// <summary>Who looks for an event in a log finds one thing: no two messages have the same id.</summary>
public sealed class LogEventTests
{
    private static readonly Assembly[] Assemblies =
        [typeof(ProtocolLimits).Assembly, typeof(ISocketIO).Assembly, typeof(RedisAdapterOptions).Assembly, typeof(MeetingRoomOptions).Assembly, typeof(ServerProgram).Assembly];

    [Fact]
    public void Every_message_has_an_id_of_its_own()
    {
        const BindingFlags All = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;
        var messages = Assemblies.SelectMany(static assembly => assembly.GetTypes()).SelectMany(static type => type.GetMethods(All))
            .Select(static method => (Method: $"{method.DeclaringType!.Name}.{method.Name}", Id: method.GetCustomAttribute<LoggerMessageAttribute>()?.EventId))
            .Where(static message => message.Id is not null)
            .ToList();

        messages.Count.ShouldBeGreaterThan(50);
        messages.GroupBy(static message => message.Id).Where(static same => same.Count() > 1)
            .Select(static same => $"{same.Key}: {string.Join(", ", same.Select(static message => message.Method))}")
            .ShouldBeEmpty();
    }
}
