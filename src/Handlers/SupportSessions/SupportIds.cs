using System.Security.Cryptography;

namespace SocketIoCompat.Handlers.SupportSessions;

/// <summary>New ids in the forms that the original uses.</summary>
internal static class SupportIds
{
    /// <summary>24 hexadecimal digits.</summary>
    public static string NewObjectId() => RandomNumberGenerator.GetHexString(24, lowercase: true);

    /// <summary>A UUID.</summary>
    public static string NewSessionId() => Guid.NewGuid().ToString();
}
