using Microsoft.Extensions.DependencyInjection;
using SocketIoCompat.Handlers.ProjectChat.Sockets;
using SocketIoCompat.Handlers.Systems;

namespace SocketIoCompat.Handlers.ProjectChat.Cluster;

/// <summary>Brings frames to pages, on this server and on the others.</summary>
internal sealed class PageDelivery(
    PageTable pages, PagesElsewhere elsewhere, [FromKeyedServices(SystemNames.ProjectChat)] ClusterChannel channel)
{
    public void Send(PageAudience audience, ReadOnlyMemory<byte> frame)
    {
        SendHere(audience, frame);
        if (channel.HasOthers && IsElsewhere(audience))
        {
            channel.Send(ProjectMessages.Frame, null, writer =>
            {
                ProjectMessages.Write(writer, "audience", audience);
                writer.WriteString("frame"u8, frame.Span);
            });
        }
    }

    /// <summary>The same on this server only.</summary>
    public void SendHere(PageAudience audience, ReadOnlyMemory<byte> frame)
    {
        foreach (var page in pages.Select(audience))
        {
            page.Send(frame);
        }
    }

    // What is for one user goes nowhere where he has no page.
    private bool IsElsewhere(PageAudience audience) =>
        audience is not { ProjectId: null, UnboundOf.Count: 0, UserId: { } userId } ||
        (audience.OnlyPageId is { } pageId ? elsewhere.Has(userId, pageId) : elsewhere.CountOf(userId) > 0);
}
