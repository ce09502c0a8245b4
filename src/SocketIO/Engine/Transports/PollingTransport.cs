using System.Threading.Tasks.Sources;
using Microsoft.AspNetCore.Http.Features;

namespace SocketIoCompat.Engine.Transports;

/// <summary>What the POST of a polling session is doing.</summary>
internal enum PostState : byte
{
    None,

    /// <summary>Its body is still arriving: ending the transport resets it.</summary>
    Reading,

    /// <summary>Its packets are being handed up: it will be answered.</summary>
    Dispatching,
}

/// <summary>
/// The state of long-polling for one session: at most one GET that waits and one POST. Guarded by the session's lock. The
/// waiting GET is a reusable value task source, so a poll allocates nothing here.
/// </summary>
internal sealed class PollingTransport : IValueTaskSource<OutboundBatch>
{
    private ManualResetValueTaskSourceCore<OutboundBatch> _poll = new() { RunContinuationsAsynchronously = true };
    private volatile PollState _state;

    private enum PollState : byte
    {
        Idle,
        Waiting,
        Answered,
    }

    /// <summary>Whether a GET waits for packets.</summary>
    public bool IsPollPending => _state == PollState.Waiting;

    /// <summary>
    /// Whether a GET waits, or was given its answer and has not fetched it yet. Another GET overlaps it: no client asks
    /// again before it was answered.
    /// </summary>
    public bool IsPollBusy => _state != PollState.Idle;

    public PostState Post { get; set; }

    /// <summary>How to reset the POST under way.</summary>
    public IHttpRequestLifetimeFeature? PostLifetime { get; set; }

    public ValueTask<OutboundBatch> BeginPoll()
    {
        _state = PollState.Waiting;
        return new ValueTask<OutboundBatch>(this, _poll.Version);
    }

    /// <summary>Answers the waiting GET, which owns the batch from here.</summary>
    public void CompletePoll(OutboundBatch batch)
    {
        _state = PollState.Answered;
        _poll.SetResult(batch);
    }

    OutboundBatch IValueTaskSource<OutboundBatch>.GetResult(short token)
    {
        var batch = _poll.GetResult(token);
        _poll.Reset();
        _state = PollState.Idle;
        return batch;
    }

    ValueTaskSourceStatus IValueTaskSource<OutboundBatch>.GetStatus(short token) => _poll.GetStatus(token);

    void IValueTaskSource<OutboundBatch>.OnCompleted(
        Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _poll.OnCompleted(continuation, state, token, flags);
}
