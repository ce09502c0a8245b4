using System.Globalization;

namespace SocketIoCompat.Handlers.Classroom;

/// <summary>Moments as JavaScript's <c>toISOString</c> writes them.</summary>
internal static class IsoTime
{
    public static string Format(DateTimeOffset moment) =>
        moment.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
