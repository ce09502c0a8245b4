namespace SocketIoCompat.Adapters;

/// <summary>How long requests to other servers may take.</summary>
/// <param name="Request">What a request may take.</param>
/// <param name="AfterTimeout">
/// What it may take while the cluster has as many servers as when the last request timed out: then one of them is most likely dead.
/// </param>
internal sealed record ClusterTimeouts(TimeSpan Request, TimeSpan AfterTimeout);
