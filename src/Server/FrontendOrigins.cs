namespace SocketIoCompat.Server;

/// <summary>The pages that may use this server from another origin, out of FRONTEND_URL, FRONTEND_URLS and CORS_ORIGIN.</summary>
internal sealed class FrontendOrigins
{
    /// <summary>The name of the CORS policy.</summary>
    public const string Policy = "frontend";

    private static readonly string[] Settings = ["FRONTEND_URL", "FRONTEND_URLS", "CORS_ORIGIN"];

    private readonly HashSet<string> _origins = new(StringComparer.OrdinalIgnoreCase);
    private readonly bool _allowsLoopback;

    public FrontendOrigins(IConfiguration configuration, IHostEnvironment environment)
    {
        _allowsLoopback = environment.IsDevelopment();
        foreach (var setting in Settings)
        {
            foreach (var text in (configuration[setting] ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            {
                _origins.Add(Parse(setting, text));
            }
        }
    }

    /// <summary>True for a configured origin, and in Development for every page of this machine.</summary>
    public bool IsAllowed(string origin) =>
        _origins.Contains(origin) ||
        (_allowsLoopback && Uri.TryCreate(origin, UriKind.Absolute, out var uri) && uri.IsLoopback && uri.Scheme is "http" or "https");

    private static string Parse(string setting, string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && uri.Host.Length > 0
            ? uri.GetLeftPart(UriPartial.Authority)
            : throw new StartupException(
                $"{setting} must be a list of origins such as https://app.example, '{text}' is not one; " +
                "a wildcard cannot be used because cookies are sent.");
}
