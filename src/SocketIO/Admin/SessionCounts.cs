using SocketIoCompat.Engine;

namespace SocketIoCompat.Admin;

/// <summary>The open sessions of a server, counted one by one, and what waits for their clients.</summary>
/// <param name="WebSocket">Those on a websocket.</param>
/// <param name="Polling">Those on polling.</param>
/// <param name="Legacy">Those of clients of version 2, which speak revision 3 of Engine.IO; they are in one of the two before.</param>
/// <param name="QueuedBytes">What waits for all of them.</param>
/// <param name="LargestQueue">What waits for the slowest.</param>
/// <param name="Waiting">How many have anything waiting.</param>
internal readonly record struct SessionCounts(int WebSocket, int Polling, int Legacy, long QueuedBytes, long LargestQueue, int Waiting)
{
    public int Total => WebSocket + Polling;

    public static SessionCounts Of(EngineServer engine)
    {
        int webSocket = 0, polling = 0, legacy = 0, waiting = 0;
        long queued = 0, largest = 0;
        foreach (var session in engine.Sessions.Sessions)
        {
            if (session.TransportName == TransportNames.WebSocket)
                webSocket++;
            else
                polling++;
            if (session.Protocol == 3)
                legacy++;
            var bytes = session.QueuedBytes;
            if (bytes <= 0)
                continue;
            waiting++;
            queued += bytes;
            largest = Math.Max(largest, bytes);
        }

        return new SessionCounts(webSocket, polling, legacy, queued, largest, waiting);
    }
}
