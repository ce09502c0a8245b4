using System.Buffers;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Timeouts;
using SocketIoCompat.Protocol.EngineIO;

namespace SocketIoCompat.Engine.Transports;

/// <summary>The GETs and POSTs of a polling session.</summary>
internal static class PollingRequests
{
    public static Task HandleAsync(HttpContext context, EngineSession session)
    {
        if (HttpMethods.IsGet(context.Request.Method))
            return PollAsync(context, session);
        if (HttpMethods.IsPost(context.Request.Method))
            return PushAsync(context, session);
        return EngineErrors.RefuseAsync(context, StatusCodes.Status500InternalServerError);
    }

    private static async Task PollAsync(HttpContext context, EngineSession session)
    {
        // A poll waits for as long as the heartbeat lets it.
        context.Features.Get<IHttpRequestTimeoutFeature>()?.DisableTimeout();
        var start = session.BeginPoll(out var answer);
        if (start != PollingStart.Started)
        {
            await RefuseAsync(context, session, start);
            return;
        }
        using var batch = answer.IsCompletedSuccessfully ? await answer : await WaitAsync(context, session, answer);
        if (!context.RequestAborted.IsCancellationRequested)
            await PollingResponse.WriteAsync(context, session, batch);
    }

    private static async ValueTask<OutboundBatch> WaitAsync(HttpContext context, EngineSession session, ValueTask<OutboundBatch> answer)
    {
        using (context.RequestAborted.UnsafeRegister(static session => ((EngineSession)session!).OnPollAborted(), session))
            return await answer;
    }

    private static async Task PushAsync(HttpContext context, EngineSession session)
    {
        var start = session.BeginPost(context.Features.Get<IHttpRequestLifetimeFeature>(), out var polling);
        if (polling == null)
        {
            await RefuseAsync(context, session, start);
            return;
        }
        var status = StatusCodes.Status200OK;
        try
        {
            session.MessageRequest = context.Request;
            status = await ReceiveAsync(context, session, polling);
        }
        finally
        {
            session.MessageRequest = null;
            session.EndPost(polling);
        }
        if (status == StatusCodes.Status200OK)
            await PollingResponse.WriteOkAsync(context, session.Server.Options);
        else if (status != 0)
            await EngineErrors.RefuseAsync(context, status);
    }

    /// <summary>Reads the body and hands up its packets; returns the status to answer with, 0 when nobody is left to answer.</summary>
    private static async ValueTask<int> ReceiveAsync(HttpContext context, EngineSession session, PollingTransport polling)
    {
        var request = context.Request;
        if (IsBinary(request) && !session.PollingFormat.TakesBinary)
        {
            // Over before the session is, which would reset it.
            session.MessageRequest = null;
            session.EndPost(polling);
            session.Terminate(EngineCloseReason.TransportError);
            return StatusCodes.Status400BadRequest;
        }
        var limit = session.CurrentMaxPayload;
        if (request.ContentLength > limit)
            return StatusCodes.Status413PayloadTooLarge;
        // Our own limit, above or below the server's.
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            size.MaxRequestBodySize = null;
        try
        {
            return await ReceiveBodyAsync(context, session, limit);
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException or BadHttpRequestException)
        {
            // Ended by the client in mid-body, or by us because the session has left polling.
            session.OnPostAborted();
            if (exception is BadHttpRequestException malformed)
            {
                // A chunked body can be malformed. One of known length can only end too early, by its client leaving; then the
                // host must learn of it, or it looks for the next request and trips over its own unfinished read.
                if (request.ContentLength is null)
                    return malformed.StatusCode;
                throw;
            }
            context.Abort();
            return 0;
        }
    }

    private static async ValueTask<int> ReceiveBodyAsync(HttpContext context, EngineSession session, int limit)
    {
        var reader = context.Request.BodyReader;
        while (true)
        {
            var result = await reader.ReadAsync();
            if (result.Buffer.Length > limit)
            {
                reader.AdvanceTo(result.Buffer.End);
                return StatusCodes.Status413PayloadTooLarge;
            }
            if (!result.IsCompleted)
            {
                reader.AdvanceTo(result.Buffer.Start, result.Buffer.End);
                continue;
            }
            if (session.TryBeginDispatch())
                await DispatchAsync(session, result.Buffer, IsBinary(context.Request), context.RequestAborted);
            reader.AdvanceTo(result.Buffer.End);
            return StatusCodes.Status200OK;
        }
    }

    /// <summary>Hands the packets up from where they lie, or from a copy when they lie in pieces or wrapped.</summary>
    private static async ValueTask DispatchAsync(EngineSession session, ReadOnlySequence<byte> body, bool isBinary, CancellationToken aborted)
    {
        if (body.IsSingleSegment && !session.PollingFormat.IsWrapped)
        {
            await DispatchAsync(session, body.First, isBinary, aborted);
            return;
        }
        var copy = ArrayPool<byte>.Shared.Rent((int)body.Length);
        try
        {
            body.CopyTo(copy);
            var whole = copy.AsMemory(0, (int)body.Length);
            if (session.PollingFormat.TryUnwrap(whole.Span, out var payload))
                await DispatchAsync(session, whole[payload], isBinary, aborted);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(copy);
        }
    }

    /// <summary>
    /// Hands up all packets, over pauses. It keeps the right to do so all the while: what comes on a websocket after an
    /// upgrade is later.
    /// </summary>
    private static async ValueTask DispatchAsync(EngineSession session, ReadOnlyMemory<byte> payload, bool isBinary, CancellationToken aborted)
    {
        ReceiveStart start;
        while ((start = session.BeginReceive()) == ReceiveStart.Wait)
            aborted = await WaitAsync(session, isReceiving: false, aborted);
        if (start == ReceiveStart.Closed)
            return;
        try
        {
            var consumed = 0;
            while (!session.Dispatch(payload.Span, isBinary, ref consumed))
                aborted = await WaitAsync(session, isReceiving: true, aborted);
        }
        catch (Exception exception)
        {
            session.OnReceiveFailed(exception);
        }
        finally
        {
            session.EndReceive();
        }
    }

    /// <summary>
    /// Waits to go on. A client that goes away meanwhile ends its session, unless that has moved to a websocket: then what
    /// was received is handed up all the same. Returns the token to wait with from here.
    /// </summary>
    private static async ValueTask<CancellationToken> WaitAsync(EngineSession session, bool isReceiving, CancellationToken aborted)
    {
        if (await session.WaitToReceiveAsync(isReceiving, aborted))
            return aborted;
        session.OnPostAborted();
        return CancellationToken.None;
    }

    private static bool IsBinary(HttpRequest request) =>
        request.ContentType?.StartsWith("application/octet-stream", StringComparison.OrdinalIgnoreCase) == true;

    private static Task RefuseAsync(HttpContext context, EngineSession session, PollingStart start) => start switch
    {
        PollingStart.Overlap => EngineErrors.RefuseAsync(context, StatusCodes.Status400BadRequest),
        PollingStart.Upgraded => EngineErrors.RefuseAsync(
            session.Server, context, EngineError.BadRequest, isWebSocket: false, EngineErrors.TransportMismatch),
        _ => EngineErrors.RefuseAsync(session.Server, context, EngineError.UnknownSessionId, isWebSocket: false),
    };
}
