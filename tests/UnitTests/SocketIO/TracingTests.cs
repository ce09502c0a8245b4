using System.Collections.Concurrent;
using System.Diagnostics;
using SocketIoCompat.UnitTests.Engine;
using SocketIoCompat.UnitTests.Support;

namespace SocketIoCompat.UnitTests.SocketIO;

public sealed class TracingTests
{
    [Fact]
    public async Task Each_handler_has_a_span_that_is_linked_to_the_request_and_says_whether_it_failed()
    {
        var spans = new ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = static source => source.Name is "SocketIoCompat" or "Microsoft.AspNetCore",
            Sample = static (ref _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = spans.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        await using var server = await SocketServer.StartAsync();
        var inside = new ConcurrentQueue<(string Name, string? Span)>();
        server.IO.On("connection", (Socket socket) =>
        {
            socket.On("fine", () => inside.Enqueue(("fine", Activity.Current?.Id)));
            socket.On("slow", async () =>
            {
                await Task.Yield();
                inside.Enqueue(("slow", Activity.Current?.Id));
                throw new InvalidOperationException("too slow");
            });
            socket.On("end", () => 1);
        });
        await using var client = await server.ConnectAsync();
        foreach (var packet in (string[])["42[\"fine\"]", "42[\"nobody\"]", "42[\"slow\"]", "420[\"end\"]"])
            await client.SendAsync(packet);
        (await client.ReceiveAsync()).ShouldBe("430[1]");

        Activity[] Own() => [.. spans.Where(span => span.Source.Name == "SocketIoCompat" && Equals(span.GetTagItem("socketio.socket.id"), client.SocketId))];
        await EngineHost.UntilAsync(() => Own().Length == 4);
        Own().Select(static span => (span.DisplayName, span.Status)).ShouldBe(
            [("/ connection", ActivityStatusCode.Unset), ("/ fine", ActivityStatusCode.Unset), ("/ slow", ActivityStatusCode.Error), ("/ end", ActivityStatusCode.Unset)],
            ignoreOrder: true);
        foreach (var (name, id) in inside)
            Own().Single(span => span.DisplayName == "/ " + name).Id.ShouldBe(id);
        Own().ShouldAllBe(static span => span.Parent == null && span.Links.Count() == 1);
        await client.DisposeAsync();
        var request = Own()[0].Links.Single().Context.SpanId;
        await EngineHost.UntilAsync(() => spans.Any(span => span.Source.Name == "Microsoft.AspNetCore" && span.SpanId == request));
    }
}
