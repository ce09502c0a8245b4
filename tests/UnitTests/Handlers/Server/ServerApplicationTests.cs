using Microsoft.Extensions.DependencyInjection;
using SocketIoCompat.Handlers.Classroom;
using SocketIoCompat.Server;
using SocketIoCompat.UnitTests.Handlers.Support;

namespace SocketIoCompat.UnitTests.Handlers.Server;

public sealed class ServerApplicationTests
{
    [Fact]
    public async Task A_start_after_a_crash_ends_what_the_crash_left()
    {
        await using var test = await TestDatabase.OpenAsync();
        await test.Sessions.RecordJoinAsync("l", new ClassroomUser("s1", UserType.Student), "a");
        await test.Database.DisposeAsync();

        await using (await BuildAsync(test))
        {
            (await test.QueryAsync<int>("SELECT is_active FROM session_participants")).ShouldBe([0]);
        }
    }

    [Theory]
    [InlineData(null, 16 * 1024 * 1024)]
    [InlineData("--SocketIO:MaxPayload=33554432", 32 * 1024 * 1024)]
    [InlineData("--SocketIO:MaxPacketBinaryBytes=1000", 1000)]
    public async Task The_attachments_of_one_packet_are_bounded(string? argument, long expected)
    {
        await using var test = await TestDatabase.OpenAsync();
        await using var app = await BuildAsync(test, argument is null ? [] : [argument]);

        app.Services.GetRequiredService<ISocketIO>().Options.MaxPacketBinaryBytes.ShouldBe(expected);
    }

    private static Task<Microsoft.AspNetCore.Builder.WebApplication> BuildAsync(TestDatabase test, params string[] arguments) =>
        ServerApplication.BuildAsync([$"--DATABASE_URL=sqlite:{test.File}", "--environment=Development", "--urls=http://127.0.0.1:0", .. arguments]);
}
