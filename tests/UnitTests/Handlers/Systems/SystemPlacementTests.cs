using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using SocketIoCompat.Handlers.Systems;

namespace SocketIoCompat.UnitTests.Handlers.Systems;

public sealed class SystemPlacementTests
{
    private static SystemPlacement Read(params (string Name, string? Value)[] settings) => SystemPlacement.Read(
        new ConfigurationBuilder().AddInMemoryCollection(settings.Select(s => KeyValuePair.Create(s.Name, s.Value))).Build(), "One");

    [Fact]
    public void Without_settings_a_system_is_everywhere()
    {
        var placement = Read();

        placement.IsEnabled.ShouldBeTrue();
        placement.IsPinned.ShouldBeFalse();
        placement.Namespace.ShouldBe("/");
        SystemPlacement.Everywhere("One").Namespace.ShouldBe("/");
    }

    [Fact]
    public void Lists_are_written_in_one_line_or_one_by_one()
    {
        var placement = Read(("Ports", "3000, 3001"), ("Paths:0", "/a/socket.io/"), ("Paths:1", "/b"), ("Namespace", "/x"), ("Enabled", "False"));

        placement.Ports.ShouldBe([3000, 3001]);
        placement.Paths.ShouldBe(["/a/socket.io", "/b"]);
        placement.Namespace.ShouldBe("/x");
        placement.IsEnabled.ShouldBeFalse();
        placement.IsPinned.ShouldBeTrue();
    }

    [Theory]
    [InlineData("Enabled", "maybe")]
    [InlineData("Namespace", "x")]
    [InlineData("Paths", "socket.io")]
    [InlineData("Paths", "/")]
    [InlineData("Ports", "0")]
    [InlineData("Ports", "65536")]
    [InlineData("Ports", "-1")]
    [InlineData("Ports", "http")]
    public void What_cannot_be_is_named(string name, string value) =>
        Should.Throw<OptionsValidationException>(() => Read((name, value))).Message.ShouldStartWith($"One:{name} must");
}
