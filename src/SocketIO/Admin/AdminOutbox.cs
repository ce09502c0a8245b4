using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace SocketIoCompat.Admin;

/// <summary>
/// What waits to be shown to operators. Whoever posts is in the middle of other work, which must not wait for the operators and may
/// hold locks: one loop sends, in the order of the posts. What does not fit is lost.
/// </summary>
internal sealed partial class AdminOutbox : IAsyncDisposable
{
    private const int MaxItems = 10_000;
    private const long MaxBytes = 8 * 1024 * 1024;

    private readonly Channel<Item> _items = Channel.CreateBounded<Item>(new BoundedChannelOptions(MaxItems) { SingleReader = true });
    private readonly Namespace _namespace;
    private readonly ILogger _logger;
    private readonly Task _loop;
    private long _bytes;

    public AdminOutbox(Namespace @namespace, ILogger logger)
    {
        _namespace = @namespace;
        _logger = logger;
        _loop = RunAsync();
    }

    public void Post(string name, params RawValue[] arguments)
    {
        var bytes = 0L;
        foreach (var argument in arguments)
            bytes += argument.Json.Length + argument.Attachments.Sum(static attachment => (long)attachment.Length);
        if (Interlocked.Add(ref _bytes, bytes) > MaxBytes || !_items.Writer.TryWrite(new Item(name, arguments, bytes, null)))
            Interlocked.Add(ref _bytes, -bytes);
    }

    /// <summary>Runs something in the order of the posts, where no lock is held.</summary>
    public void Post(Action action) => _items.Writer.TryWrite(new Item(string.Empty, [], 0, action));

    public async ValueTask DisposeAsync()
    {
        _items.Writer.TryComplete();
        await _loop;
    }

    private async Task RunAsync()
    {
        await foreach (var item in _items.Reader.ReadAllAsync())
        {
            Interlocked.Add(ref _bytes, -item.Bytes);
            try
            {
                item.Action?.Invoke();
                if (item.Action is null)
                    await _namespace.EmitAsync(item.Name, item.Arguments);
            }
            catch (Exception exception)
            {
                LogFailed(_logger, item.Name, exception);
            }
        }
    }

    [LoggerMessage(2040, LogLevel.Warning, "Operators could not be sent {Event}")]
    private static partial void LogFailed(ILogger logger, string @event, Exception exception);

    private sealed record Item(string Name, RawValue[] Arguments, long Bytes, Action? Action);
}
