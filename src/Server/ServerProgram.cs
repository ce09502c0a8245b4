using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Options;

namespace SocketIoCompat.Server;

/// <summary>Runs the server: exit code 0 after SIGTERM, 1 and one sentence when it cannot start.</summary>
internal static class ServerProgram
{
    public static async Task<int> RunAsync(string[] args)
    {
        try
        {
            await using var app = await ServerApplication.BuildAsync(args);
            await app.RunAsync();
            return 0;
        }
        catch (Exception exception) when (Explain(exception) is { } sentence)
        {
            await Console.Error.WriteLineAsync(sentence);
            return 1;
        }
    }

    // What an operator can mend gets a sentence; everything else is a bug and shows its stack.
    private static string? Explain(Exception exception) => exception switch
    {
        StartupException => exception.Message,
        OptionsValidationException invalid => string.Join(' ', invalid.Failures),
        IOException { InnerException: AddressInUseException } => $"A port is in use: {exception.Message} Choose others with PORTS.",
        InvalidOperationException { InnerException: FormatException or ArgumentException } when
            exception.Message.StartsWith("Failed to convert configuration value", StringComparison.Ordinal) => exception.Message,
        _ => null,
    };
}
