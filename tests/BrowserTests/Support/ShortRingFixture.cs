namespace SocketIoCompat.BrowserTests.Support;

/// <summary>A server where the project chat's calls do not ring for long, and who is gone is not waited for.</summary>
public sealed class ShortRingFixture : BrowserFixture
{
    protected override IReadOnlyDictionary<string, string> Settings => new Dictionary<string, string>
    {
        ["ProjectChat__RingTimeout"] = "00:00:15",
        ["ProjectChat__DisconnectGrace"] = "00:00:04",
    };
}
