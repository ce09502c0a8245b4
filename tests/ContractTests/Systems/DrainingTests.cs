using System.Net;
using System.Text.RegularExpressions;
using SocketIoCompat.ContractTests.Support;

namespace SocketIoCompat.ContractTests.Systems;

/// <summary>The signals of an operator, to the server's own process.</summary>
public sealed partial class DrainingTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task The_first_signal_takes_it_out_of_rotation_and_the_second_ends_it()
    {
        var folder = Directory.CreateTempSubdirectory("draining-").FullName;
        try
        {
            using var server = ChildProcess.Start("dotnet", [Repository.Server, "--PORTS=0", "--Server:DrainTime=00:10:00"], folder, new Dictionary<string, string>
            {
                ["ASPNETCORE_ENVIRONMENT"] = "Development",
            });
            var line = await server.WaitForLineAsync(static text => Listening().IsMatch(text), Limit);
            using var http = new HttpClient { BaseAddress = new Uri(Listening().Match(line).Groups[1].Value), Timeout = Limit };
            (await http.GetStringAsync("/health")).ShouldBe("Healthy");

            await server.SignalAsync("TERM");
            await UntilStoppingAsync(http);
            (await http.GetStringAsync("/socket.io/?EIO=4&transport=polling")).ShouldStartWith("0{");
            await server.SignalAsync("TERM");

            (await server.WaitForExitAsync(Limit)).ShouldBe(0, server.Output);
            server.Output.ShouldContain("Draining: ");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task UntilStoppingAsync(HttpClient http)
    {
        using var late = new CancellationTokenSource(Limit);
        while (true)
        {
            using var health = await http.GetAsync("/health", late.Token);
            if (health.StatusCode == HttpStatusCode.ServiceUnavailable)
                return;
        }
    }

    [GeneratedRegex(@"Now listening on: (http://\S+)")]
    private static partial Regex Listening();
}
