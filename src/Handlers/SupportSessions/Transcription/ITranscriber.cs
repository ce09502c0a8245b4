namespace SocketIoCompat.Handlers.SupportSessions.Transcription;

/// <summary>Writes down what is said. The seam for a speech-to-text service.</summary>
internal interface ITranscriber
{
    /// <summary>Starts to listen to one speaker: 16-bit little-endian samples, 16 kHz, mono.</summary>
    /// <param name="heard">Takes each finished piece of text, one after another, until the transcription is disposed of.</param>
    /// <returns>Null when nothing is transcribed.</returns>
    ITranscription? Start(Func<string, Task> heard);
}

/// <summary>One speaker's transcription.</summary>
internal interface ITranscription : IAsyncDisposable
{
    /// <summary>Takes a piece of audio. It must not wait for the service: what that cannot take now is lost.</summary>
    ValueTask WriteAsync(ReadOnlyMemory<byte> audio);
}

/// <summary>No transcription: the page's audio is taken and forgotten.</summary>
internal sealed class NoTranscriber : ITranscriber
{
    public ITranscription? Start(Func<string, Task> heard) => null;
}
