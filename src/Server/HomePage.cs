namespace SocketIoCompat.Server;

/// <summary>What a person sees who opens the server's address in a browser.</summary>
internal static class HomePage
{
    public const string Html =
        """
        <!doctype html>
        <html lang="en">
        <head>
          <meta charset="utf-8">
          <meta name="viewport" content="width=device-width, initial-scale=1">
          <title>SocketIoCompat</title>
          <style>
            body { font: 16px/1.5 system-ui, sans-serif; max-width: 40rem; margin: 4rem auto; padding: 0 1rem; }
            code { background: #8882; padding: 0 .25em; border-radius: .25em; }
            @media (prefers-color-scheme: dark) { body { background: #111; color: #ddd; } a { color: #8bf; } }
          </style>
        </head>
        <body>
          <h1>SocketIoCompat</h1>
          <p>This is a Socket.IO server written in C#. It runs a tutoring classroom: chat, sessions and the signalling of
          video calls, for JavaScript clients that were made for a Node.js server.</p>
          <p>Clients connect here with <code>socket.io-client</code>, path <code>/socket.io/</code>, namespace <code>/</code>.
          The README of the server shows two of them.</p>
          <p><a href="/health">/health</a> tells whether the server is well; <a href="/me">/me</a> who you are to it.</p>
        </body>
        </html>
        """;
}
