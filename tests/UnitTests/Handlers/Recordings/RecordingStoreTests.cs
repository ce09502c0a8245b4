using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using SocketIoCompat.Handlers.MeetingRooms;
using SocketIoCompat.Handlers.Recordings;
using SocketIoCompat.Handlers.Systems;
using SocketIoCompat.UnitTests.Handlers.Support;

namespace SocketIoCompat.UnitTests.Handlers.Recordings;

public sealed class RecordingStoreOnSqliteTests() : RecordingStoreTests(DatabaseProduct.Sqlite);

public sealed class RecordingStoreOnPostgresTests() : RecordingStoreTests(DatabaseProduct.Postgres);

/// <summary>Recordings, their parts and their time.</summary>
public abstract class RecordingStoreTests(DatabaseProduct product) : StoreTests(product), IAsyncLifetime
{
    private static readonly RecordingSpace Plenty = new(1000, 2000, 3000);

    private readonly string _folder = Directory.CreateTempSubdirectory("recordings-").FullName;
    private TestDatabase _test = null!;
    private SqlRecordingStore _store = null!;
    private SqlTakeStore _takes = null!;

    private sealed class Rooms(SqlTakeStore takes) : ISystemUsers
    {
        public string Slug => "rooms";

        public RecordingLimits RecordingLimits => new(1000, 2, TimeSpan.FromDays(7));

        public Task<IReadOnlyList<SystemUser>> ReadAsync(HttpContext context) => throw new NotSupportedException();

        public Task<bool> IsParticipantAsync(SystemUser user, string callId) => throw new NotSupportedException();

        public Task ForgetPartsAsync(DateTimeOffset before) => takes.ForgetAsync(before);
    }

    public async ValueTask InitializeAsync()
    {
        _test = await OpenAsync();
        _store = new SqlRecordingStore(_test.Database);
        _takes = new SqlTakeStore(_test.Database, _test.Time);
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        Directory.Delete(_folder, recursive: true);
        await _test.DisposeAsync();
    }

    private Recording Of(string id, string? part = null, string system = "rooms", string user = "u", long bytes = 10) =>
        new(id, system, "r", user, "U", "video/webm", bytes, null, _test.Time.GetUtcNow()) { Part = part };

    [Fact]
    public async Task Only_the_parts_that_somebody_took_part_in_are_listed_and_all_where_there_are_none()
    {
        foreach (var recording in (Recording[])[Of("1", "a"), Of("2", "b"), Of("3", "b"), Of("4")])
            (await _store.AddAsync(recording, Plenty)).ShouldBeTrue();

        (await Ids([new CallPart("a", false)])).ShouldBe(["1"]);
        (await Ids([new CallPart("b", true), new CallPart("c", false)])).ShouldBe(["2", "3"]);
        (await Ids([])).ShouldBeEmpty();
        (await Ids(null)).ShouldBe(["1", "2", "3", "4"]);
        (await _store.FindAsync("rooms", "r", "2"))!.Part.ShouldBe("b");
        (await _store.FindAsync("rooms", "r", "4"))!.Part.ShouldBeNull();

        async Task<string[]> Ids(CallPart[]? parts) => [.. (await _store.ListAsync("rooms", "r", parts)).Select(static r => r.Id).Order(StringComparer.Ordinal)];
    }

    [Theory]
    [InlineData("rooms", "u", 901, false)]
    [InlineData("rooms", "u", 900, true)]
    [InlineData("rooms", "v", 1901, false)]
    [InlineData("rooms", "v", 1900, true)]
    [InlineData("other", "u", 2901, false)]
    [InlineData("other", "u", 1000, true)]
    public async Task A_user_a_system_and_all_have_their_space(string system, string user, long bytes, bool fits)
    {
        var max = system == "rooms" && user == "u" ? Plenty : Plenty with { OfUser = 3000 };
        await _store.AddAsync(Of("1", bytes: 100), Plenty);

        (await _store.AddAsync(Of("2", system: system, user: user, bytes: bytes), max)).ShouldBe(fits);

        (await _store.MeasureAsync("rooms", "u")).OfAll.ShouldBe(fits ? bytes + 100 : 100);
    }

    [Fact]
    public async Task Recordings_and_who_may_play_them_go_when_their_time_is_over_and_others_stay()
    {
        var files = new RecordingFiles(Options.Create(new RecordingOptions { Folder = _folder }), _test.Time);
        var retention = new RecordingRetention([new Rooms(_takes)], _store, files, _test.Time, NullLogger<RecordingRetention>.Instance);
        await _takes.AttendAsync(new RoomTake("r", "m", "a"), ["p"]);
        foreach (var (id, system) in ((string, string)[])[("old", "rooms"), ("lesson", "classroom")])
        {
            await _store.AddAsync(Of(id, "a", system), Plenty);
            await File.WriteAllTextAsync(Path.Combine(_folder, id + ".media"), "film", TestContext.Current.CancellationToken);
        }

        _test.Time.Advance(TimeSpan.FromDays(7));
        await retention.SweepAsync(CancellationToken.None);
        (await _store.FindAsync("rooms", "r", "old")).ShouldNotBeNull("it has not outlived its time");
        await _store.AddAsync(Of("new", "a"), Plenty);
        _test.Time.Advance(TimeSpan.FromSeconds(1));
        await retention.SweepAsync(CancellationToken.None);

        (await _store.FindAsync("rooms", "r", "old")).ShouldBeNull();
        (await _store.FindAsync("rooms", "r", "new")).ShouldNotBeNull();
        (await _store.FindAsync("classroom", "r", "lesson")).ShouldNotBeNull();
        Directory.GetFiles(_folder).Select(Path.GetFileName).ShouldBe(["lesson.media"]);
        (await _takes.ListAsync("r", "p")).Count.ShouldBe(1);
        _test.Time.Advance(TimeSpan.FromDays(3));
        await retention.SweepAsync(CancellationToken.None);
        (await _takes.ListAsync("r", "p")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Who_was_there_stays_a_maker_and_loses_one_meeting_of_a_room_and_no_other()
    {
        var (first, second) = (new RoomTake("r", "m1", "t1"), new RoomTake("r", "m2", "t2"));
        await _takes.MakeAsync(first, "ada");
        await _takes.AttendAsync(first, ["ada", "bob"]);
        await _takes.AttendAsync(second, ["bob"]);
        await _takes.MakeAsync(second, "bob");

        (await _takes.ListAsync("r", "ada")).ShouldBe([new CallPart("t1", true)]);
        (await _takes.ListAsync("r", "bob")).ShouldBe([new CallPart("t1", false), new CallPart("t2", true)], ignoreOrder: true);
        (await _takes.ListAsync("s", "bob")).ShouldBeEmpty();
        await _takes.BarAsync("m2", "bob");
        (await _takes.ListAsync("r", "bob")).ShouldBe([new CallPart("t1", false)]);
        (await _takes.ListAsync("r", "ada")).Count.ShouldBe(1);
    }
}
