using System.Diagnostics;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using SocketIoCompat.ContractTests.Replay;

namespace SocketIoCompat.Fuzz;

/// <summary>
/// Many packets of all kinds through one server in this process, over sockets that come, go, break off and misbehave. What
/// lives on after a collection must be the same after a tenth of them as after all.
/// </summary>
internal sealed class MemoryRun(Uri server, Mutator mutator, Random random)
{
    private const int Connections = 4;
    private const int BatchesPerConnection = 40;
    private const int PacketsPerBatch = 200;
    private const long AllowedGrowth = 1 << 20;
    private const string Target = "/socket.io/?EIO=4&transport=websocket";
    private const string Question = "429[\"echo\",\"fence\"]";
    private const string Answer = "439[\"fence\"]";

    private static readonly byte[][] Packets =
    [
        .. new[]
        {
            "42[\"unknown\",{\"a\":[1,2,3]}]", "42[\"unknown\",\"é😀\"]", "42[\"say\",\"hello\"]", "427[\"echo\",{\"deep\":{\"er\":[null]}}]", "42[\"join\",\"room-1\"]", "42[\"leave\",\"room-1\"]",
            "43999[\"nobody asked\"]", "3", "42[\"unknown\",1]", "42[\"unknown\",2]", "42[\"unknown\",3]", "42[\"unknown\"]",
        }.Select(Encoding.UTF8.GetBytes),
    ];

    private long _sent;

    /// <summary>1 when memory grew, otherwise 0.</summary>
    public static async Task<int> RunAsync(FuzzArguments arguments)
    {
        await using var app = await StartServerAsync();
        var address = new Uri(app.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.Single());
        var runs = Enumerable.Range(0, Connections).Select(i => new Random(arguments.Seed + i)).Select(random => new MemoryRun(address, new Mutator(random), random)).ToArray();

        var clock = Stopwatch.StartNew();
        await Task.WhenAll(runs.Select(run => run.RunAsync(arguments.Iterations / 10 / Connections)));
        var before = await MeasureAsync();
        await Task.WhenAll(runs.Select(run => run.RunAsync(arguments.Iterations / Connections)));
        var after = await MeasureAsync();

        var growth = after - before;
        Console.WriteLine($"{runs.Sum(run => run._sent)} packets in {clock.Elapsed.TotalSeconds:0} s: {before / 1024} KiB live after a tenth, {after / 1024} KiB in the end");
        if (growth <= AllowedGrowth)
            return 0;
        Console.WriteLine($"Finding: {growth / 1024} KiB more than before");
        return 1;
    }

    private static async Task<WebApplication> StartServerAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSocketIO();
        var app = builder.Build();
        app.MapSocketIO("/socket.io");
        app.Services.GetRequiredService<ISocketIO>().On("connection", (Socket socket) =>
        {
            socket.On("echo", (RawValue value) => value);
            socket.On("say", (RawValue value) => socket.EmitAsync("said", value));
            socket.On("join", async (string room) => await socket.JoinAsync(room));
            socket.On("leave", async (string room) => await socket.LeaveAsync(room));
        });
        await app.StartAsync();
        return app;
    }

    /// <summary>The bytes that live; the ends of the last connections are given time to be noticed.</summary>
    private static async Task<long> MeasureAsync()
    {
        var least = long.MaxValue;
        for (var i = 0; i < 10; i++)
        {
            await Task.Delay(100);
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            GC.WaitForPendingFinalizers();
            least = Math.Min(least, GC.GetTotalMemory(forceFullCollection: true));
        }

        return least;
    }

    private async Task RunAsync(long packets)
    {
        while (_sent < packets)
        {
            using var stream = await WebSocketStream.ConnectAsync(server);
            await stream.UpgradeAsync(server, Target, []);
            await stream.WriteAsync(1, "40"u8.ToArray());
            for (var i = 0; i < BatchesPerConnection && _sent < packets; i++)
            {
                await stream.WriteRawAsync(Batch());
                await ReadToAnswerAsync(stream);
            }

            await LeaveAsync(stream);
        }
    }

    private byte[] Batch()
    {
        using var frames = new MemoryStream();
        for (var i = 0; i < PacketsPerBatch; i++)
        {
            if (random.Next(20) > 0)
            {
                frames.Write(WebSocketStream.Frame(1, mutator.Pick(Packets)));
                continue;
            }

            frames.Write(WebSocketStream.Frame(1, "451-[\"say\",{\"_placeholder\":true,\"num\":0}]"u8.ToArray()));
            frames.Write(WebSocketStream.Frame(2, new byte[random.Next(500)]));
        }

        _sent += PacketsPerBatch;
        frames.Write(WebSocketStream.Frame(1, Encoding.UTF8.GetBytes(Question)));
        return frames.ToArray();
    }

    private static async Task ReadToAnswerAsync(WebSocketStream stream)
    {
        while (true)
        {
            var (_, opcode, payload) = await stream.ReadAsync() ?? throw new InvalidOperationException("The server ended a right conversation.");
            if (opcode == 8)
                throw new InvalidOperationException("The server closed a right conversation.");
            if (opcode == 1 && Encoding.UTF8.GetString(payload) == Answer)
                return;
        }
    }

    /// <summary>Some close, some break off, some end with something that is malformed.</summary>
    private async Task LeaveAsync(WebSocketStream stream)
    {
        switch (random.Next(4))
        {
            case 0:
                await stream.WriteAsync(8, Array.Empty<byte>());
                break;
            case 1:
                stream.Abort();
                break;
            case 2:
                await stream.WriteAsync(1, "451-[\"say\",{\"_placeholder\":true,\"num\":0}]"u8.ToArray()); // the attachment never comes
                break;
            default:
                await stream.WriteAsync(1, mutator.Mutate("42[\"say\",{\"a\":1}]"u8.ToArray(), Packets));
                break;
        }
    }
}
