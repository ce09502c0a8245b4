using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using SocketIoCompat.Handlers.Users;

namespace SocketIoCompat.Handlers.Authentication.Login;

/// <summary>
/// What one system's pages read of the answer to <c>POST /api/auth/login</c>. Two of the documented systems have the same path and
/// different answers: the answer has the members of both, and each page reads its own.
/// </summary>
internal interface ILoginPart
{
    /// <summary>Adds the system's members, its token among them, and its cookie.</summary>
    void Add(HttpContext context, User user, JsonObject body);
}
