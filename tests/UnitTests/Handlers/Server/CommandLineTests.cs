using SocketIoCompat.Server;

namespace SocketIoCompat.UnitTests.Handlers.Server;

public sealed class CommandLineTests
{
    [Theory]
    [InlineData]
    [InlineData("--PORTS=3000,8080")]
    [InlineData("--ports", "3000")]
    [InlineData("--environment=Development", "--DATABASE_URL", "sqlite:x.db", "--urls=http://127.0.0.1:0")]
    [InlineData("--Classroom:HistoryMessages=5", "--SocketIO:PingTimeout", "00:00:05", "--Serilog:MinimumLevel:Default=Debug")]
    [InlineData("--Kestrel:Endpoints:A:Url=http://localhost:1", "--LOG_FILE=")]
    [InlineData("--SupportSessions:Enabled=false", "--UserCalls:Ports=3001", "--ProjectChat:Enabled=false", "--Login:AttemptsPerMinute=5", "--REDIS_URL=redis://localhost")]
    public void Settings_are_taken(params string[] arguments) => CommandLine.FindFault(arguments).ShouldBeNull();

    [Theory]
    [InlineData("'--foo'", "--foo")]
    [InlineData("'--foo'", "--PORTS=1", "--foo=bar")]
    [InlineData("'-p'", "-p", "3000")]
    [InlineData("'3000'", "3000")]
    [InlineData("'PORTS'", "PORTS=3000")]
    [InlineData("'--'", "--")]
    [InlineData("''", "")]
    [InlineData("'--Unknown:Setting'", "--Unknown:Setting=1")]
    [InlineData("'--Classroom:'", "--Classroom:=1")]
    [InlineData("'--Classroom'", "--Classroom=1")]
    [InlineData("'--PORTS'", "--PORTS")]
    [InlineData("'--PORTS'", "--PORTS", "--LOG_FILE=x")]
    public void Everything_else_is_named(string named, params string[] arguments) =>
        CommandLine.FindFault(arguments).ShouldNotBeNull().ShouldContain(named);
}
