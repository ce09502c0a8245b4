using Shouldly;
using SocketIoCompat.Handlers.Classroom;
using SocketIoCompat.UnitTests.Support;
using Xunit;

namespace SocketIoCompat.UnitTests.Handlers.Classroom;

/// <summary>Data of sockets on other servers, where anybody may have been let in.</summary>
public sealed class AttendeeTests
{
    [Theory]
    [InlineData("\"t1\"", "\"tutor\"", "t1")]
    [InlineData("42", "\"tutor\"", "42")]
    [InlineData("\"\\u00e9\"", "\"tutor\"", "é")]
    [InlineData("\"t1\"", "\"\\udc00\"", null)]
    [InlineData("{\"a\":1}", "\"tutor\"", null)]
    [InlineData("null", "\"tutor\"", null)]
    [InlineData("\"t1\"", "\"king\"", null)]
    [InlineData("\"t1\"", "[\"tutor\"]", null)]
    public async Task Only_who_says_who_he_is_attends(string userId, string userType, string? expected)
    {
        await using var server = await SocketServer.StartAsync();
        await using var client = await server.ConnectAsync();
        var here = (await server.IO.FetchSocketsAsync(TestContext.Current.CancellationToken))[0];
        var data = new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["userId"] = RawValue.Parse(userId),
            ["userType"] = RawValue.Parse(userType),
            [Attendee.JoinedAtKey] = RawValue.Parse("12.5"),
        };

        var attendee = Attendee.Of(new RemoteSocket(server.IO.Of("/"), "B", [], data, here.Handshake));

        attendee?.UserId.ShouldBe(expected);
        (attendee is null).ShouldBe(expected is null);
        (attendee?.JoinedAt ?? 12.5).ShouldBe(12.5);
    }

    [Fact]
    public async Task Half_a_surrogate_pair_is_text_as_in_JavaScript()
    {
        await using var server = await SocketServer.StartAsync();
        await using var client = await server.ConnectAsync();
        var here = (await server.IO.FetchSocketsAsync(TestContext.Current.CancellationToken))[0];
        var data = new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["userId"] = RawValue.Parse("\"\\ud800\""),
            ["userType"] = RawValue.Parse("\"student\""),
        };

        Attendee.Of(new RemoteSocket(server.IO.Of("/"), "B", [], data, here.Handshake))!.UserId.ShouldBe("\ud800");
    }
}
