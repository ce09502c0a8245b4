using System.Net.Mime;
using Microsoft.AspNetCore.StaticFiles;
using Microsoft.Extensions.FileProviders;

namespace SocketIoCompat.Server;

/// <summary>Serves the web client, which the build puts beside the program in the folder <c>web</c>.</summary>
internal static class WebClient
{
    // Pages of others' texts and files: nothing but our own scripts runs. Pictures and recordings come as data and blobs.
    private const string ContentSecurityPolicy =
        "default-src 'self'; connect-src 'self' ws: wss:; img-src 'self' data: blob:; media-src 'self' data: blob:; " +
        "style-src 'self' 'unsafe-inline'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

    private const string NotBuilt =
        """
        <!doctype html>
        <html lang="en">
        <head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark"><title>SocketIoCompat</title></head>
        <body>
          <h1>SocketIoCompat</h1>
          <p>The server runs, but its web client is not built. End the server and start it with <code>./run</code>, or run
          <code>npm ci</code> and <code>npm run build</code> in <code>samples/js-client</code> and build the server again.</p>
          <p><a href="/health">/health</a> tells whether the server is well.</p>
        </body>
        </html>
        """;

    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "web");

    public static void UseWebClient(this WebApplication app)
    {
        if (!File.Exists(Path.Combine(Folder, "index.html")))
        {
            app.MapGet("/", () => Results.Text(NotBuilt, MediaTypeNames.Text.Html));
            return;
        }

        var files = new PhysicalFileProvider(Folder);
        app.UseDefaultFiles(new DefaultFilesOptions { FileProvider = files });
        app.UseStaticFiles(new StaticFileOptions { FileProvider = files, OnPrepareResponse = Prepare });

        // The address of a meeting, where /room/create leads to.
        app.MapGet("/room/{roomId}", static (string roomId) => Results.Redirect("/#/meeting/" + Uri.EscapeDataString(roomId)));
    }

    private static void Prepare(StaticFileResponseContext file)
    {
        var headers = file.Context.Response.Headers;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "same-origin";

        // The names of assets carry a hash of their content; the page that names them must be asked for each time.
        if (file.Context.Request.Path.StartsWithSegments("/assets", StringComparison.Ordinal))
        {
            headers.CacheControl = "public, max-age=31536000, immutable";
        }
        else
        {
            headers.CacheControl = "no-cache";
            headers.ContentSecurityPolicy = ContentSecurityPolicy;
        }
    }
}
