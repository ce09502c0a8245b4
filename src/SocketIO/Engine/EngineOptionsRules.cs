using System.IO.Compression;
using Microsoft.Extensions.Options;

namespace SocketIoCompat.Engine;

/// <summary>What the options of an Engine.IO server must keep.</summary>
internal static class EngineOptionsRules
{
    /// <summary>The longest wait that a timer and the milliseconds of the open packet can express.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromMilliseconds(int.MaxValue);

    public static void ThrowIfInvalid(EngineOptions options)
    {
        var failures = Check(options).ToList();
        if (failures.Count > 0)
            throw new OptionsValidationException(Options.DefaultName, typeof(EngineOptions), failures);
    }

    public static IEnumerable<string> Check(EngineOptions options) =>
    [
        .. CheckWait(nameof(options.PingInterval), options.PingInterval),
        .. CheckWait(nameof(options.PingTimeout), options.PingTimeout),
        .. CheckWait(nameof(options.UpgradeTimeout), options.UpgradeTimeout),
        .. CheckWait(nameof(options.CloseTimeout), options.CloseTimeout),
        .. CheckPositive(nameof(options.MaxPayload), options.MaxPayload),
        .. CheckPositive(nameof(options.MaxPayloadBeforeAdmission), options.MaxPayloadBeforeAdmission),
        .. CheckPositive(nameof(options.MaxSessions), options.MaxSessions),
        .. CheckPositive(nameof(options.MaxSessionsNotAdmitted), options.MaxSessionsNotAdmitted),
        .. CheckPositive(nameof(options.MaxOutboundBytes), options.MaxOutboundBytes),
        .. CheckOthers(options),
    ];

    private static IEnumerable<string> CheckWait(string name, TimeSpan value)
    {
        if (value < TimeSpan.FromMilliseconds(1) || value > LongestWait)
            yield return $"{name} must be between 1 ms and {LongestWait.TotalDays:0} days.";
    }

    private static IEnumerable<string> CheckPositive(string name, int value)
    {
        if (value <= 0)
            yield return $"{name} must be greater than zero.";
    }

    private static IEnumerable<string> CheckOthers(EngineOptions options)
    {
        if ((options.Transports & EngineTransports.All) == EngineTransports.None)
            yield return $"{nameof(options.Transports)} must name at least one transport.";
        if (options.HttpCompressionThreshold < 0)
            yield return $"{nameof(options.HttpCompressionThreshold)} must not be negative.";
        if (options.Cookie is { } cookie && string.IsNullOrEmpty(cookie.Name))
            yield return $"{nameof(options.Cookie)} must have a name.";
        if (options.PerMessageDeflate is { } deflate)
        {
            foreach (var failure in CheckDeflate(deflate))
                yield return failure;
        }
    }

    /// <summary>What compression must keep; the options of a Socket.IO server ask too.</summary>
    internal static IEnumerable<string> CheckDeflate(PerMessageDeflateOptions options)
    {
        if (options.Threshold < 0)
            yield return $"{nameof(EngineOptions.PerMessageDeflate)}.{nameof(options.Threshold)} must not be negative.";
        if (!Enum.IsDefined(options.Level) || options.Level == CompressionLevel.NoCompression)
            yield return $"{nameof(EngineOptions.PerMessageDeflate)}.{nameof(options.Level)} must be a level that compresses.";
    }
}
