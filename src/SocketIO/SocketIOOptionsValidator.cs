using Microsoft.Extensions.Options;
using SocketIoCompat.Engine;

namespace SocketIoCompat;

/// <summary>Refuses options that no server can keep, at start and by name.</summary>
internal sealed class SocketIOOptionsValidator : IValidateOptions<SocketIOOptions>
{
    // A timer's longest wait is about 49 days; nothing here is meant to come near it.
    private static readonly TimeSpan Longest = TimeSpan.FromDays(30);

    public ValidateOptionsResult Validate(string? name, SocketIOOptions options)
    {
        var failures = new List<string>();
        MustBeDuration(options.PingInterval, nameof(options.PingInterval));
        MustBeDuration(options.PingTimeout, nameof(options.PingTimeout));
        MustBeDuration(options.UpgradeTimeout, nameof(options.UpgradeTimeout));
        MustBeDuration(options.CloseTimeout, nameof(options.CloseTimeout));
        MustBeDuration(options.ConnectTimeout, nameof(options.ConnectTimeout));
        MustBeDuration(options.AckTimeout, nameof(options.AckTimeout));
        MustBeDuration(options.ShutdownTimeout, nameof(options.ShutdownTimeout));
        MustBePositive(options.MaxPayload, nameof(options.MaxPayload));
        MustBePositive(options.MaxPayloadBeforeAdmission, nameof(options.MaxPayloadBeforeAdmission));
        MustBePositive(options.MaxSessions, nameof(options.MaxSessions));
        MustBePositive(options.MaxSessionsNotAdmitted, nameof(options.MaxSessionsNotAdmitted));
        MustBePositive(options.MaxOutboundBytes, nameof(options.MaxOutboundBytes));
        MustBePositive(options.MaxJsonDepth, nameof(options.MaxJsonDepth));
        MustBePositive(options.MaxNamespaceLength, nameof(options.MaxNamespaceLength));
        MustBePositive(options.MaxNamespacesPerConnection, nameof(options.MaxNamespacesPerConnection));
        MustBePositive(options.MaxWaitingEvents, nameof(options.MaxWaitingEvents));
        MustBePositive(options.MaxWaitingEventBytes, nameof(options.MaxWaitingEventBytes));
        MustBePositive(options.MaxChildNamespaces, nameof(options.MaxChildNamespaces));
        MustBePositive(options.MaxPacketBinaryBytes ?? 1, nameof(options.MaxPacketBinaryBytes));
        MustBePositive(options.MaxPendingAcknowledgements, nameof(options.MaxPendingAcknowledgements));
        if (options.MaxAttachments < 0)
            failures.Add("MaxAttachments must not be negative.");
        if (options.MaxBinaryValues < 0)
            failures.Add("MaxBinaryValues must not be negative.");
        if (options.HttpCompressionThreshold < 0)
            failures.Add("HttpCompressionThreshold must not be negative.");
        if ((options.Transports & EngineTransports.All) == EngineTransports.None)
            failures.Add("Transports must name at least one transport.");
        if (options.PerMessageDeflate is { } deflate)
            failures.AddRange(EngineOptionsRules.CheckDeflate(deflate));
        if (options.SerializerOptions is null)
            failures.Add("SerializerOptions must not be null.");
        if (options.ClientBundleFolder is { } folder && !Directory.Exists(folder))
            failures.Add($"ClientBundleFolder: there is no folder {folder}.");
        if (options.ConnectionStateRecovery is { } recovery)
        {
            MustBeDuration(recovery.MaxDisconnectionDuration, "ConnectionStateRecovery.MaxDisconnectionDuration");
            MustBePositive(recovery.MaxSessions, "ConnectionStateRecovery.MaxSessions");
            MustBePositive(recovery.MaxBytes, "ConnectionStateRecovery.MaxBytes");
        }

        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);

        void MustBeDuration(TimeSpan value, string option)
        {
            if (value <= TimeSpan.Zero || value > Longest)
                failures.Add($"{option} must be above zero and at most {Longest.TotalDays} days.");
        }

        void MustBePositive(long value, string option)
        {
            if (value <= 0)
                failures.Add($"{option} must be above zero.");
        }
    }
}
