using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using SocketIoCompat.Server;

namespace SocketIoCompat.UnitTests.Handlers.Server;

public sealed class ServerLoggingTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("socketiocompat-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_log_file_that_cannot_be_written_is_one_sentence()
    {
        var file = Path.Combine(_folder, "file");
        await File.WriteAllTextAsync(file, "", TestContext.Current.CancellationToken);

        Should.Throw<StartupException>(() => Create(Path.Combine(file, "server.log"))).Message.ShouldStartWith("The file of LOG_FILE cannot be written: ");
        Should.Throw<StartupException>(() => Create("/")).Message.ShouldStartWith("The file of LOG_FILE cannot be written: ");
        Directory.GetFileSystemEntries(_folder).ShouldBe([file]);
    }

    [Fact]
    public void A_log_file_gets_its_folder_and_what_is_logged()
    {
        var folder = Path.Combine(_folder, "new", "logs");
        using (var factory = Create(Path.Combine(folder, "server.log")))
            factory.CreateLogger("test").LogWarning("written");

        File.ReadAllText(Directory.GetFiles(folder).ShouldHaveSingleItem()).ShouldContain("written");
    }

    private static ILoggerFactory Create(string path)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new("LOG_FILE", path)]).Build();
        return LoggerFactory.Create(logging => logging.AddServerLogging(configuration));
    }
}
