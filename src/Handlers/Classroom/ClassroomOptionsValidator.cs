using Microsoft.Extensions.Options;

namespace SocketIoCompat.Handlers.Classroom;

/// <summary>One sentence for each setting that cannot be.</summary>
internal sealed class ClassroomOptionsValidator : IValidateOptions<ClassroomOptions>
{
    public ValidateOptionsResult Validate(string? name, ClassroomOptions options)
    {
        var errors = Errors(options).ToList();
        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }

    private static IEnumerable<string> Errors(ClassroomOptions o)
    {
        if (o.PublicUrl is { } url &&
            !(Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"))
        {
            yield return "Classroom:PublicUrl must be an http or https address.";
        }

        if (o.TicketLifetime < TimeSpan.FromSeconds(1) || o.TicketLifetime > TimeSpan.FromDays(365))
        {
            yield return "Classroom:TicketLifetime must be between one second and 365 days.";
        }

        if (string.IsNullOrWhiteSpace(o.InstanceName))
        {
            yield return "Classroom:InstanceName must not be empty.";
        }

        if (o.MaxTextLength < 1)
        {
            yield return "Classroom:MaxTextLength must be at least 1.";
        }

        if (o.MaxAttachmentBytes < 0)
        {
            yield return "Classroom:MaxAttachmentBytes must not be negative.";
        }

        if (o.MaxAttachmentBytesPerSession < o.MaxAttachmentBytes)
        {
            yield return "Classroom:MaxAttachmentBytesPerSession must be at least Classroom:MaxAttachmentBytes.";
        }

        if (o.MaxHistoryBytes < 64 * 1024)
        {
            yield return "Classroom:MaxHistoryBytes must be at least 65536.";
        }

        if (o.HistoryMessages is < 1 or > 1000)
        {
            yield return "Classroom:HistoryMessages must be between 1 and 1000.";
        }

        if (o.MaxSignalBytes < 16 * 1024)
        {
            yield return "Classroom:MaxSignalBytes must be at least 16384.";
        }

        if (o.MaxHighlightBytesPerSession < 1024 || o.MaxHighlightBytes < o.MaxHighlightBytesPerSession)
        {
            yield return "Classroom:MaxHighlightBytesPerSession must be at least 1024 and at most Classroom:MaxHighlightBytes.";
        }

        if (o.EventsPerSecond < 30 || o.EventBurst < 25)
        {
            yield return "Classroom:EventsPerSecond must be at least 30 and Classroom:EventBurst at least 25: a call needs that much.";
        }

        if (o.AbuseSeconds < 1)
        {
            yield return "Classroom:AbuseSeconds must be at least 1.";
        }
    }
}
