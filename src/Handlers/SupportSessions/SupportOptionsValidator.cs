using Microsoft.Extensions.Options;

namespace SocketIoCompat.Handlers.SupportSessions;

/// <summary>Keeps a server with impossible settings from starting.</summary>
internal sealed class SupportOptionsValidator : IValidateOptions<SupportOptions>
{
    public ValidateOptionsResult Validate(string? name, SupportOptions options)
    {
        var errors = Errors(options).ToArray();
        return errors.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }

    private static IEnumerable<string> Errors(SupportOptions o)
    {
        if (o.MaxAgents is < 1 or > 50)
        {
            yield return "SupportSessions:MaxAgents must be between 1 and 50.";
        }

        if (o.Transcription is not (null or "echo" or "off"))
        {
            yield return "SupportSessions:Transcription must be echo or off.";
        }

        if (o.MaxTextLength < 1 || o.MaxSignalBytes < 16 * 1024 || o.MaxAudioBytes < 4096)
        {
            yield return "SupportSessions:MaxTextLength must be at least 1, MaxSignalBytes at least 16384 and MaxAudioBytes at least 4096.";
        }

        if (o.EventsPerSecond < 30 || o.EventBurst < 25 || o.AbuseSeconds < 1)
        {
            yield return "SupportSessions:EventsPerSecond must be at least 30, EventBurst at least 25 and AbuseSeconds at least 1.";
        }
    }
}
