using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Options;

namespace SocketIoCompat.Server;

/// <summary>
/// Runs the server: exit code 0 after SIGTERM, 1 and one sentence when it cannot start, 2 when it was asked for what it does not know.
/// </summary>
internal static class ServerProgram
{
    public static async Task<int> RunAsync(string[] args)
    {
        if (CommandLine.AsksForHelp(args))
        {
            await Console.Out.WriteLineAsync(CommandLine.Usage);
            return 0;
        }

        if (CommandLine.FindFault(args) is { } fault)
        {
            await Console.Error.WriteLineAsync(fault);
            return 2;
        }

        try
        {
            await using var app = await ServerApplication.BuildAsync(args);
            using var telemetry = TelemetryExport.Start(app.Configuration);
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
        AggregateException many when many.InnerExceptions.All(e => e is OptionsValidationException) =>
            string.Join(' ', many.InnerExceptions.Cast<OptionsValidationException>().SelectMany(e => e.Failures).Distinct(StringComparer.Ordinal)),
        IOException { InnerException: AddressInUseException } => $"A port is in use: {exception.Message} Choose others with PORTS.",
        InvalidOperationException { InnerException: FormatException or ArgumentException } when
            exception.Message.StartsWith("Failed to convert configuration value", StringComparison.Ordinal) => exception.Message,
        _ => null,
    };
}
