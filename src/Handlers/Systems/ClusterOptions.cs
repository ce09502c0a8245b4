namespace SocketIoCompat.Handlers.Systems;

/// <summary>How the servers of a cluster keep an eye on each other, section <c>Cluster</c>. It counts only with Redis.</summary>
internal sealed class ClusterOptions
{
    /// <summary>The time between two signs of life. Default 2 seconds.</summary>
    public TimeSpan HeartbeatInterval { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// How long nothing may be heard from a server before it counts as gone. Default 10 seconds: with the time that others need to follow
    /// it, a host who is gone is replaced within 30.
    /// </summary>
    public TimeSpan ServerTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long other servers are waited for that do not answer a question. Default 2 seconds.</summary>
    public TimeSpan AnswerTimeout { get; set; } = TimeSpan.FromSeconds(2);
}
