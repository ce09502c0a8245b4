using System.Globalization;

namespace SocketIoCompat.Handlers.SupportSessions.Transcription;

/// <summary>Development's transcriber: after each second of audio it says how many it heard, so that the way through the page can be seen.</summary>
internal sealed class EchoTranscriber : ITranscriber
{
    public ITranscription Start(Func<string, Task> heard) => new Echo(heard);

    private sealed class Echo(Func<string, Task> heard) : ITranscription
    {
        private const int BytesPerSecond = 16_000 * 2;

        private long _bytes;
        private long _seconds;

        public async ValueTask WriteAsync(ReadOnlyMemory<byte> audio)
        {
            _bytes += audio.Length;
            if (_bytes / BytesPerSecond is var seconds && seconds > _seconds)
            {
                _seconds = seconds;
                await heard(string.Create(CultureInfo.InvariantCulture, $"[{seconds} s of audio]"));
            }
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
