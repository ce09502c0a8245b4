using System.Data.Common;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using SocketIoCompat.Handlers.Storage;
using SocketIoCompat.Handlers.SupportSessions.Transcription;
using SocketIoCompat.Handlers.Systems;

namespace SocketIoCompat.Handlers.SupportSessions;

/// <summary><c>start-transcription</c> and <c>audio-chunk</c>: what a speaker says is stored and shown to the others.</summary>
internal sealed partial class TranscriptionHandlers(
    EventGate gate,
    ITranscriber transcriber,
    ISupportStore store,
    SupportRooms rooms,
    [FromKeyedServices(SystemNames.SupportSessions)] Namespace sockets,
    IOptions<SupportOptions> options,
    TimeProvider time,
    ILogger<TranscriptionHandlers> logger)
{
    /// <summary>A second start changes nothing.</summary>
    [On("start-transcription")]
    public void Start(Socket socket)
    {
        if (Enter(socket, "start-transcription", null) is { Transcription: null } connection)
        {
            connection.Transcription = transcriber.Start(text => HeardAsync(socket.Id, connection, text));
        }
    }

    [On("audio-chunk")]
    public async Task Audio(Socket socket, RawValue? chunk = null)
    {
        if (Enter(socket, "audio-chunk", chunk) is { Transcription: { } transcription } &&
            chunk is { Attachments: [var audio] } &&
            audio.Length <= options.Value.MaxAudioBytes)
        {
            await transcription.WriteAsync(audio);
        }
    }

    private async Task HeardAsync(string speakerSocket, SupportConnection connection, string text)
    {
        try
        {
            await store.AppendAsync(
                connection.SessionId,
                new SupportEntry(SupportIds.NewObjectId(), EntryKind.Transcript, connection.User.Id, text, null, time.GetUtcNow()));
        }
        catch (Exception exception) when (exception is DatabaseBusyException or DbException)
        {
            LogNotStored(logger, exception);
            return;
        }

        await sockets.To(rooms.Session(connection.SessionId)).Except(speakerSocket).EmitAsync(SupportEvents.Transcription, text);
    }

    private SupportConnection? Enter(Socket socket, string @event, RawValue? payload) =>
        socket.Data.Get<SupportConnection>() is { IsPresent: true } connection && gate.Passes(socket, connection.Rate, @event, payload)
            ? connection
            : null;

    [LoggerMessage(3323, LogLevel.Warning, "The database did not answer: a line of a transcript was dropped")]
    private static partial void LogNotStored(ILogger logger, Exception exception);
}
