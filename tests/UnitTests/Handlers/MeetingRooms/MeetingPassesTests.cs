using Microsoft.AspNetCore.DataProtection;
using SocketIoCompat.Handlers.MeetingRooms;
using SocketIoCompat.UnitTests.Support;

namespace SocketIoCompat.UnitTests.Handlers.MeetingRooms;

public sealed class MeetingPassesTests
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private readonly EphemeralDataProtectionProvider _keys = new();
    private readonly ManualTimeProvider _time = new();

    private MeetingPasses Passes() => new(_keys, _time);

    [Fact]
    public void Any_server_with_the_keys_reads_a_pass_as_long_as_it_is_good()
    {
        var pass = Passes().Issue("räum 1", "p", "Ada 🙂");

        Passes().Read(pass, Hour).ShouldBe(new MeetingPass("räum 1", "p", "Ada 🙂", _time.GetUtcNow()));
        _time.Advance(Hour);
        Passes().Read(pass, Hour).ShouldNotBeNull();
        _time.Advance(TimeSpan.FromSeconds(1));
        Passes().Read(pass, Hour).ShouldBeNull();
        Passes().Read(pass, 2 * Hour).ShouldNotBeNull();
    }

    [Fact]
    public void What_no_server_of_ours_issued_is_none()
    {
        var pass = Passes().Issue("r", "p", "n");
        var last = pass[^8] == 'A' ? 'B' : 'A';
        string?[] others = [null, "", " ", "x", "ü", pass[..^8] + last + pass[^7..], pass[..20], pass + "A", new string('A', 9000), new MeetingPasses(new EphemeralDataProtectionProvider(), _time).Issue("r", "p", "n")];
        foreach (var other in others)
            Passes().Read(other, Hour).ShouldBeNull();
    }

    [Fact]
    public void A_person_is_the_same_in_one_room_and_another_in_the_next()
    {
        const string Key = "sixteen-letters-";
        var person = MeetingPasses.PersonOf("r", Key);
        person.ShouldBe(MeetingPasses.PersonOf("r", Key));
        person!.ShouldMatch("^[0-9a-f]{32}$");
        MeetingPasses.PersonOf("s", Key).ShouldNotBe(person);
        MeetingPasses.PersonOf("r", Key + "x").ShouldNotBe(person);
        MeetingPasses.PersonOf("r" + Key[0], Key[1..] + "y").ShouldNotBe(MeetingPasses.PersonOf("r", Key + "y"));
        MeetingPasses.PersonOf("r", "fifteen-letters").ShouldBeNull();
        MeetingPasses.PersonOf("r", null).ShouldBeNull();
    }
}
