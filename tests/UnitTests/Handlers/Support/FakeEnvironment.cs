using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Hosting;

namespace SocketIoCompat.UnitTests.Handlers.Support;

internal sealed class FakeEnvironment(string name) : IHostEnvironment
{
    public static FakeEnvironment Development => new("Development");

    public static FakeEnvironment Production => new("Production");

    public string EnvironmentName { get; set; } = name;

    public string ApplicationName { get; set; } = "tests";

    public string ContentRootPath { get; set; } = "";

    public IFileProvider ContentRootFileProvider { get; set; } = new NullFileProvider();
}
