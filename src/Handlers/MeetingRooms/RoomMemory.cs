using System.Data.Common;
using System.Security.Cryptography;
using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using SocketIoCompat.Handlers.Storage;

namespace SocketIoCompat.Handlers.MeetingRooms;

/// <summary>
/// <see cref="IRoomMemory"/> in the database. What rooms say is written in its order by one loop; what the database does not take is tried
/// again, because a removal that is not written leaves somebody what is not for him.
/// </summary>
internal sealed partial class RoomMemory(
    MeetingPasses passes, SqlTakeStore takes, IOptions<MeetingRoomOptions> options, TimeProvider time, ILogger<RoomMemory> logger)
    : BackgroundService, IRoomMemory
{
    // An hour of a database that is away, with a hundred people coming and going each minute while they are recorded.
    private const int MaxWaiting = 8192;

    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    private readonly Channel<Func<Task>> _waiting =
        Channel.CreateBounded<Func<Task>>(new BoundedChannelOptions(MaxWaiting) { SingleReader = true });

    public bool KeepsRecordings => options.Value.Recordings;

    public string? IssuePass(string roomId, MeetingPeer peer)
    {
        if (peer.Person is null)
        {
            return null;
        }

        try
        {
            return passes.Issue(roomId, peer.Person, peer.Name);
        }
        catch (Exception exception) when (exception is CryptographicException or DbException or InvalidOperationException)
        {
            LogNoPass(logger, exception); // the meeting goes on without it
            return null;
        }
    }

    public void Attend(RoomTake take, IReadOnlyList<string> persons)
    {
        if (persons.Count > 0)
        {
            Write(() => takes.AttendAsync(take, persons));
        }
    }

    public void Make(RoomTake take, string person) => Write(() => takes.MakeAsync(take, person));

    public void Bar(string meetingId, string person) => Write(() => takes.BarAsync(meetingId, person));

    public override Task StopAsync(CancellationToken cancellationToken)
    {
        _waiting.Writer.TryComplete();
        return base.StopAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // To the end of what was said before the server stops; then everything is tried once.
        await foreach (var write in _waiting.Reader.ReadAllAsync(CancellationToken.None))
        {
            while (!await TryAsync(write) && !stoppingToken.IsCancellationRequested)
            {
                await Task.Delay(RetryDelay, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private void Write(Func<Task> write)
    {
        if (!_waiting.Writer.TryWrite(write))
        {
            LogDropped(logger);
        }
    }

    private async Task<bool> TryAsync(Func<Task> write)
    {
        try
        {
            await write();
            return true;
        }
        catch (Exception exception) when (exception is DatabaseBusyException or DbException or IOException)
        {
            LogFailed(logger, exception);
            return false;
        }
    }

    [LoggerMessage(3623, LogLevel.Warning, "Somebody in a meeting room gets no pass: the keys cannot be read")]
    private static partial void LogNoPass(ILogger logger, Exception exception);

    [LoggerMessage(3621, LogLevel.Warning, "Who takes part in the recording of a meeting could not be written; it is tried again")]
    private static partial void LogFailed(ILogger logger, Exception exception);

    [LoggerMessage(3622, LogLevel.Error, "Who takes part in the recording of a meeting is not written: too many such notes wait for the database, or the server has stopped")]
    private static partial void LogDropped(ILogger logger);
}
