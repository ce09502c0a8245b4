using Microsoft.Extensions.Options;

namespace SocketIoCompat.Handlers.Classroom;

/// <summary>The addresses under which attachments are fetched that a history does not carry.</summary>
internal sealed class AttachmentLinks(IOptions<ClassroomOptions> options)
{
    public const string Path = "/api/classroom/files/";

    /// <summary>Absolute, because the page comes from another server: as the client itself reached this one, unless configured.</summary>
    public Func<string, string> For(Handshake handshake)
    {
        var server = options.Value.PublicUrl?.TrimEnd('/');
        if (server is null && handshake.Headers.Host.ToString() is { Length: > 0 } host)
        {
            server = $"{(handshake.IsSecure ? "https" : "http")}://{host}";
        }

        return messageId => server + Path + Uri.EscapeDataString(messageId);
    }
}
