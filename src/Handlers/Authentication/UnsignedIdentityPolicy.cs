using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using SocketIoCompat.Handlers.Classroom;

namespace SocketIoCompat.Handlers.Authentication;

/// <summary>Decides whether identities that anybody can write are accepted, and says so in the log.</summary>
internal sealed partial class UnsignedIdentityPolicy(
    IOptions<ClassroomOptions> options,
    IHostEnvironment environment,
    ILogger<UnsignedIdentityPolicy> logger)
{
    private readonly bool _trusted = options.Value.TrustUnsignedIdentity ?? environment.IsDevelopment();
    private int _refusals;

    /// <summary>True when an unsigned <c>auth.token</c> is an identity.</summary>
    public bool AcceptsTokens() => _trusted || Refuse("auth.token");

    /// <summary>True when this cookie may be unsigned JSON. An admin's only in Development, whatever is configured.</summary>
    public bool Accepts(IdentityCookie cookie) =>
        (_trusted && (cookie != IdentityCookie.Admin || environment.IsDevelopment())) || Refuse(cookie.Name);

    /// <summary>Called once at start.</summary>
    public void WarnWhenTrusting()
    {
        if (_trusted)
        {
            LogTrusting(logger, environment.EnvironmentName);
        }
    }

    private bool Refuse(string where)
    {
        if (Interlocked.Exchange(ref _refusals, 1) == 0)
        {
            LogFirstRefusal(logger, where, environment.EnvironmentName);
        }

        return false;
    }

    [LoggerMessage(3100, LogLevel.Warning, "Unsigned identities are accepted ({Environment}): anybody who reaches this server can be anyone. Classroom:TrustUnsignedIdentity decides.")]
    private static partial void LogTrusting(ILogger logger, string environment);

    [LoggerMessage(3101, LogLevel.Warning, "Refused an unsigned identity in {Where} ({Environment}), as all of them from now on. Classroom:TrustUnsignedIdentity decides; an unsigned adminAuth is accepted only in Development.")]
    private static partial void LogFirstRefusal(ILogger logger, string where, string environment);
}
