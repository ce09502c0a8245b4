using System.Security.Cryptography;
using Microsoft.AspNetCore.Authentication;

namespace SocketIoCompat.Handlers.Authentication.Tickets;

/// <summary>The id of a ticket, given at the sign-in: all cookies that follow one another by renewal have the same.</summary>
internal static class TicketId
{
    private const string Item = "ticket";

    /// <summary>The ticket's id; null for an identity that this server did not issue.</summary>
    public static string? Of(AuthenticationProperties properties) => properties.GetString(Item);

    /// <summary>Gives a ticket an id if it has none.</summary>
    public static void Give(AuthenticationProperties properties)
    {
        if (Of(properties) is null)
        {
            properties.SetString(Item, RandomNumberGenerator.GetHexString(32, lowercase: true));
        }
    }

    /// <summary>What a ticket's next cookie is signed in with: the same id, and times of its own.</summary>
    public static AuthenticationProperties Continue(AuthenticationProperties properties)
    {
        var next = new AuthenticationProperties();
        next.SetString(Item, Of(properties));
        return next;
    }
}
