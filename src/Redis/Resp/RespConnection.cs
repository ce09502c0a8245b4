using System.IO.Pipelines;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;

namespace SocketIoCompat.Redis.Resp;

/// <summary>One connection to Redis: connected, authenticated, and read reply by reply. One reader and one writer at a time.</summary>
internal sealed class RespConnection : IAsyncDisposable
{
    // What Redis itself allows a string to hold.
    private const int MaxBytes = 512 * 1024 * 1024;

    private readonly Stream _stream;
    private readonly PipeReader _reader;
    private readonly PipeWriter _writer;
    private readonly SemaphoreSlim _writing = new(1, 1);

    private RespConnection(Stream stream)
    {
        _stream = stream;
        _reader = PipeReader.Create(stream, new StreamPipeReaderOptions(leaveOpen: true));
        _writer = PipeWriter.Create(stream, new StreamPipeWriterOptions(leaveOpen: true));
    }

    /// <summary>Connects and authenticates.</summary>
    /// <exception cref="IOException">Redis refused, or closed the connection.</exception>
    /// <exception cref="SocketException">Nobody listens there.</exception>
    public static async Task<RespConnection> OpenAsync(RedisEndpoint endpoint, CancellationToken cancellationToken)
    {
        var socket = new System.Net.Sockets.Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        RespConnection? connection = null;
        try
        {
            await socket.ConnectAsync(new DnsEndPoint(endpoint.Host, endpoint.Port), cancellationToken);
            connection = new RespConnection(await SecureAsync(new NetworkStream(socket, ownsSocket: true), endpoint, cancellationToken));
            if (endpoint.Password is { } password)
                await connection.ExpectOkAsync(endpoint.User is { } user ? ["AUTH", user, password] : ["AUTH", password], cancellationToken);
            if (endpoint.Database > 0)
                await connection.ExpectOkAsync(["SELECT", endpoint.Database.ToString(System.Globalization.CultureInfo.InvariantCulture)], cancellationToken);
            return connection;
        }
        catch
        {
            socket.Dispose();
            if (connection is not null)
                await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>Sends one command: strings and byte arrays.</summary>
    public ValueTask SendAsync(object[] arguments, CancellationToken cancellationToken) => SendAllAsync([arguments], cancellationToken);

    /// <summary>Sends several commands at once.</summary>
    public async ValueTask SendAllAsync(IEnumerable<object[]> commands, CancellationToken cancellationToken)
    {
        await _writing.WaitAsync(cancellationToken);
        try
        {
            foreach (var arguments in commands)
                RespWriter.Write(_writer, arguments);
            await _writer.FlushAsync(cancellationToken);
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <summary>The next reply; null at the end.</summary>
    /// <exception cref="InvalidDataException">What came is not Redis.</exception>
    public async ValueTask<RespValue?> ReadAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var result = await _reader.ReadAsync(cancellationToken);
            var status = RespReader.TryRead(result.Buffer, MaxBytes, out var value, out var consumed);
            if (status == RespStatus.Invalid)
                throw new InvalidDataException("The server does not speak Redis's protocol.");
            if (status == RespStatus.Ok)
            {
                _reader.AdvanceTo(consumed);
                return value;
            }

            _reader.AdvanceTo(result.Buffer.Start, result.Buffer.End);
            if (result.IsCompleted)
                return null;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _reader.CompleteAsync();
        await _stream.DisposeAsync();
        _writing.Dispose();
    }

    private static async Task<Stream> SecureAsync(NetworkStream stream, RedisEndpoint endpoint, CancellationToken cancellationToken)
    {
        if (!endpoint.UseTls)
            return stream;
        var secure = new SslStream(stream);
        await secure.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = endpoint.Host }, cancellationToken);
        return secure;
    }

    private async Task ExpectOkAsync(string[] command, CancellationToken cancellationToken)
    {
        await SendAsync(command, cancellationToken);
        var reply = await ReadAsync(cancellationToken) ?? throw new IOException("Redis closed the connection.");
        if (reply.Kind == RespKind.Error)
            throw new IOException($"Redis refused {command[0]}: {reply}");
    }
}
