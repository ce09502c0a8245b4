using Microsoft.Extensions.Logging;
using SocketIoCompat.Protocol;
using SocketIoCompat.Protocol.WebSockets;

namespace SocketIoCompat.Engine;

public sealed partial class EngineSession
{
    private static partial class Log
    {
        [LoggerMessage(1000, LogLevel.Debug, "Session {SessionId} opened on {Transport}.", EventName = "SessionOpened")]
        public static partial void Opened(ILogger logger, string sessionId, string transport);

        [LoggerMessage(1001, LogLevel.Debug, "Session {SessionId} closed on {Transport}: {Reason}.", EventName = "SessionClosed")]
        public static partial void Closed(ILogger logger, string sessionId, string transport, EngineCloseReason reason);

        [LoggerMessage(1002, LogLevel.Debug, "Session {SessionId} upgraded to websocket.", EventName = "SessionUpgraded")]
        public static partial void Upgraded(ILogger logger, string sessionId);

        [LoggerMessage(1003, LogLevel.Debug, "Upgrade of session {SessionId} failed: {Reason}. It stays on polling.", EventName = "UpgradeFailed")]
        public static partial void UpgradeFailed(ILogger logger, string sessionId, string reason);

        [LoggerMessage(1004, LogLevel.Debug, "Session {SessionId} sent a packet that cannot be decoded: {Error}.", EventName = "ParseError")]
        public static partial void ParseError(ILogger logger, string sessionId, ParseResult error);

        [LoggerMessage(1005, LogLevel.Debug, "Session {SessionId} broke the websocket protocol: {Code}, {Reason}.", EventName = "FrameError")]
        public static partial void FrameError(ILogger logger, string sessionId, WebSocketCloseCode code, string? reason);

        [LoggerMessage(1006, LogLevel.Warning, "Session {SessionId} on {Transport} is a slow consumer: {Queued} bytes wait and {Added} more do not fit. It is closed.", EventName = "SlowConsumer")]
        public static partial void SlowConsumer(ILogger logger, string sessionId, string transport, long queued, long added);

        [LoggerMessage(1007, LogLevel.Error, "The handler failed on session {SessionId}, which is closed.", EventName = "HandlerFailed")]
        public static partial void ReceiveFailed(ILogger logger, Exception exception, string sessionId);

        [LoggerMessage(1008, LogLevel.Error, "A callback on the end of session {SessionId} failed.", EventName = "AbortedCallbackFailed")]
        public static partial void CallbackFailed(ILogger logger, Exception exception, string sessionId);
    }
}
