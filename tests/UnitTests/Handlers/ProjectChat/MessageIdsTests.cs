using SocketIoCompat.Handlers.ProjectChat.Stores;
using SocketIoCompat.UnitTests.Handlers.Support;

namespace SocketIoCompat.UnitTests.Handlers.ProjectChat;

public sealed class MessageIdsTests
{
    [Fact]
    public void Ids_sort_as_they_were_made_also_within_a_millisecond_and_when_the_clock_stands_still()
    {
        var ids = new MessageIds(new ManualTime());

        var made = Enumerable.Range(0, 10_000).Select(_ => ids.Next()).ToList();

        made.Select(m => m.Id).ShouldBe(made.Select(m => m.Id).Order(StringComparer.Ordinal));
        made.Select(m => m.Id).Distinct().Count().ShouldBe(made.Count);
        made.Zip(made.Skip(1)).All(pair => pair.First.Moment <= pair.Second.Moment).ShouldBeTrue();
        made[0].Id[14].ShouldBe('7');
        made.All(m => m.Id[19] is '8' or '9' or 'a' or 'b').ShouldBeTrue();
        Guid.Parse(made[0].Id).Version.ShouldBe(7);
    }
}
