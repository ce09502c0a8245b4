using Shouldly;
using SocketIoCompat.Engine;
using SocketIoCompat.UnitTests.Support;
using Xunit;

namespace SocketIoCompat.UnitTests.Engine;

public sealed class DeadlineQueueTests : IDisposable
{
    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(10);
    private readonly ManualTimeProvider _time = new();
    private readonly DeadlineQueue _queue;
    private readonly List<string> _fired = [];

    public DeadlineQueueTests() => _queue = new DeadlineQueue(_time, Wait);

    public void Dispose() => _queue.Dispose();

    [Fact]
    public void Nodes_fire_in_the_order_of_arming_each_at_its_time()
    {
        _queue.Arm(Node("a"));
        _time.Advance(TimeSpan.FromSeconds(1));
        _queue.Arm(Node("b"));
        _time.Advance(Wait - TimeSpan.FromSeconds(1));
        _fired.ShouldBe(["a"]);
        _time.Advance(TimeSpan.FromSeconds(1));
        _fired.ShouldBe(["a", "b"]);
        _time.ArmedTimers.ShouldBe(0);
    }

    [Fact]
    public void Arming_again_starts_the_wait_anew()
    {
        var node = Node("a");
        _queue.Arm(node);
        _time.Advance(Wait - TimeSpan.FromSeconds(1));
        _queue.Arm(node);
        _time.Advance(Wait - TimeSpan.FromSeconds(1));
        _fired.ShouldBeEmpty();
        _time.Advance(TimeSpan.FromSeconds(1));
        _fired.ShouldBe(["a"]);
        node.IsArmed.ShouldBeFalse();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void A_disarmed_node_does_not_fire_wherever_it_stood(int which)
    {
        var nodes = new[] { Node("0"), Node("1"), Node("2") };
        foreach (var node in nodes)
            _queue.Arm(node);
        nodes[which].Disarm();
        nodes[which].Disarm();
        _time.Advance(Wait);
        _fired.ShouldBe(new[] { "0", "1", "2" }.Where(name => name != nodes[which].Name));
    }

    [Fact]
    public void A_node_may_be_armed_in_its_own_call_and_move_between_queues()
    {
        using var other = new DeadlineQueue(_time, TimeSpan.FromSeconds(3));
        var node = Node("a");
        node.Then = () => other.Arm(node);
        _queue.Arm(node);
        _time.Advance(Wait);
        node.Then = null;
        node.IsArmed.ShouldBeTrue();
        _time.Advance(TimeSpan.FromSeconds(3));
        _fired.ShouldBe(["a", "a"]);
        _queue.Arm(node);
        other.Arm(node);
        _time.Advance(TimeSpan.FromSeconds(3));
        _time.Advance(Wait);
        _fired.ShouldBe(["a", "a", "a"]);
    }

    [Theory]
    [InlineData(0, 16)]
    [InlineData(1, 15)]
    [InlineData(2, 14)]
    [InlineData(3600, 14)]
    public void What_a_timer_was_late_by_is_not_added_to_the_next_wait_within_bounds(int late, int rest)
    {
        using var other = new DeadlineQueue(_time, TimeSpan.FromSeconds(16));
        var node = Node("a");
        node.Then = () => other.ArmAgain(node);
        _queue.Arm(node);
        _time.Stall(Wait + TimeSpan.FromSeconds(late));
        _time.Advance(TimeSpan.Zero);
        _fired.ShouldBe(["a"]);
        node.Then = null;
        _time.Advance(TimeSpan.FromSeconds(rest) - TimeSpan.FromMilliseconds(1));
        _fired.ShouldBe(["a"]);
        _time.Advance(TimeSpan.FromMilliseconds(1));
        _fired.ShouldBe(["a", "a"]);
    }

    [Fact]
    public void A_disposed_queue_fires_and_takes_nothing()
    {
        _queue.Arm(Node("a"));
        _queue.Dispose();
        _queue.Arm(Node("b"));
        _time.Advance(Wait);
        _fired.ShouldBeEmpty();
    }

    [Fact]
    public void Agrees_with_a_simple_model_whatever_is_done()
    {
        var random = new Random(4711);
        var nodes = Enumerable.Range(0, 20).Select(i => Node(i.ToString())).ToArray();
        var due = new Dictionary<string, DateTimeOffset>();
        for (var step = 0; step < 5000; step++)
        {
            var node = nodes[random.Next(nodes.Length)];
            switch (random.Next(3))
            {
                case 0:
                    _queue.Arm(node);
                    due[node.Name] = _time.GetUtcNow() + Wait;
                    break;
                case 1:
                    node.Disarm();
                    due.Remove(node.Name);
                    break;
                default:
                    _fired.Clear();
                    _time.Advance(TimeSpan.FromMilliseconds(random.Next(3000)));
                    var expected = due.Where(pair => pair.Value <= _time.GetUtcNow()).Select(pair => pair.Key).ToList();
                    _fired.Order().ShouldBe(expected.Order());
                    expected.ForEach(name => due.Remove(name));
                    break;
            }
        }
    }

    private TestNode Node(string name) => new(name, _fired);

    private sealed class TestNode(string name, List<string> fired) : DeadlineNode
    {
        public string Name => name;

        public Action? Then { get; set; }

        public override void OnDeadline()
        {
            fired.Add(name);
            Then?.Invoke();
        }
    }
}
