using Microsoft.Extensions.Options;
using SocketIoCompat.Handlers.SupportSessions;
using SocketIoCompat.Handlers.SupportSessions.Contracts;
using SocketIoCompat.Handlers.SupportSessions.Stores;
using SocketIoCompat.Handlers.Systems;
using SocketIoCompat.UnitTests.Handlers.Support;

namespace SocketIoCompat.UnitTests.Handlers.SupportSessions;

/// <summary>Who may connect for which session: nobody for one that is another system's, and nobody for one that is full.</summary>
public sealed class SupportAccessTests : IAsyncLifetime
{
    private TestDatabase _test = null!;
    private SqlSupportStore _store = null!;

    public async ValueTask InitializeAsync()
    {
        _test = await TestDatabase.OpenAsync();
        _store = new SqlSupportStore(_test.Database, _test.Time);
        await _store.CreateAsync(new SupportSession { SessionId = "booked", ObjectId = SupportIds.NewObjectId(), CustomerId = "alice" });
    }

    public ValueTask DisposeAsync() => _test.DisposeAsync();

    private static SupportUser User(string id, string role = SupportRole.Customer) => new(id, id, id, $"{id}@x.io", role, null);

    private SupportAccess Access(FakeEnvironment environment, RoomNaming names = RoomNaming.Prefixed, bool? takesPlaces = null)
    {
        var options = Options.Create(new SupportOptions { RoomNames = names, TakePlacesOnJoin = takesPlaces });
        var rooms = new SupportRooms(options, null!);
        return new SupportAccess(
            _store, rooms, new BareRooms([new SupportSessionRooms(_store, rooms), new OthersSessions()]), options, environment, _test.Time);
    }

    [Fact]
    public async Task Outside_of_Development_sessions_are_booked_and_places_given()
    {
        var access = Access(FakeEnvironment.Production, takesPlaces: true);

        (await access.AdmitAsync(User("alice"), "booked")).ShouldBe(Admission.Participant);
        (await access.AdmitAsync(User("bob", SupportRole.Agent), "booked")).ShouldBe(Admission.Stranger);
        (await access.AdmitAsync(User("root", SupportRole.Admin), "booked")).ShouldBe(Admission.Stranger);
        (await access.AdmitAsync(User("alice"), "unknown")).ShouldBe(Admission.NoSession);
        (await _store.FindAsync("unknown")).ShouldBeNull();
        (await _store.FindAsync("booked")).ShouldNotBeNull().AgentIds.ShouldBeEmpty();
    }

    [Fact]
    public async Task In_Development_a_place_is_taken_once_and_never_by_an_admin()
    {
        var access = Access(FakeEnvironment.Development);

        (await access.AdmitAsync(User("root", SupportRole.Admin), "new")).ShouldBe(Admission.Stranger);
        (await _store.FindAsync("new")).ShouldBeNull();
        (await access.AdmitAsync(User("bob", SupportRole.Agent), "booked")).ShouldBe(Admission.Participant);
        (await access.AdmitAsync(User("mallory"), "booked")).ShouldBe(Admission.Stranger);
        (await access.AdmitAsync(User("mallory", SupportRole.Agent), "booked")).ShouldBe(Admission.Stranger);
        (await _store.FindAsync("booked")).ShouldNotBeNull().AgentIds.ShouldBe(["bob"]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Attack_where_rooms_are_bare_ids_nobody_makes_a_session_of_another_systems_id(bool areBare)
    {
        var access = Access(FakeEnvironment.Development, areBare ? RoomNaming.Compatible : RoomNaming.Prefixed, takesPlaces: true);

        (await access.AdmitAsync(User("mallory"), "theirs")).ShouldBe(areBare ? Admission.NoSession : Admission.Participant);
        (await _store.FindAsync("theirs") is null).ShouldBe(areBare);
        (await access.AdmitAsync(User("mallory"), "nobodys")).ShouldBe(Admission.Participant);
    }

    [Theory]
    [InlineData("user:bob")]
    [InlineData("notifications:bob")]
    [InlineData("schedule:bob")]
    [InlineData("interview-1")]
    [InlineData("s004:session:l")]
    [InlineData("u001:user:bob")]
    [InlineData("abcdefghijklmnopqrst")] // as long as a socket's id
    [InlineData("a\0b")]
    [InlineData("")]
    public void Attack_an_id_that_names_another_room_is_no_sessions(string id)
    {
        var options = Options.Create(new SupportOptions { RoomNames = RoomNaming.Compatible });
        new SupportRooms(options, null!).AllowsSession(id).ShouldBeFalse();
    }

    [Fact]
    public async Task Compatible_rooms_take_no_places_unless_told_to()
    {
        var access = Access(FakeEnvironment.Development, RoomNaming.Compatible);
        (await access.AdmitAsync(User("alice"), "unknown")).ShouldBe(Admission.NoSession);
        (await access.AdmitAsync(User("bob", SupportRole.Agent), "booked")).ShouldBe(Admission.Stranger);
    }

    private sealed class OthersSessions : ISessionRooms
    {
        public string System => "another";

        public ValueTask<bool> HasAsync(string id) => new(id == "theirs");
    }
}
