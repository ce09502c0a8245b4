using Microsoft.Extensions.Options;
using Shouldly;
using SocketIoCompat.Handlers.Classroom;
using SocketIoCompat.Handlers.Systems;
using Xunit;

namespace SocketIoCompat.UnitTests.Handlers.Systems;

/// <summary>The originals' room names, and the ids that would name somebody else's room (contracts: row 15).</summary>
public sealed class CompatibleRoomsTests
{
    private static readonly ClassroomRooms Compatible = new(Options.Create(new ClassroomOptions { RoomNames = RoomNaming.Compatible }));
    private static readonly ClassroomRooms Prefixed = new(Options.Create(new ClassroomOptions()));

    [Theory]
    [InlineData("sess-1", true)]
    [InlineData("6f1ed002-ab5e-44f9-8dd3-0a3b0b7a4f10", true)]
    [InlineData("9WL1iFp5QYFcxAdbAAAC", false)] // a socket's own room
    [InlineData("user:42", false)]
    [InlineData("notifications:t1", false)]
    [InlineData("schedule:t1", false)]
    [InlineData("interview-7", false)]
    [InlineData("s000:session:x", false)]
    [InlineData("u001:user:42", false)]
    [InlineData("s004:session:x", false)]
    [InlineData("", false)]
    public void A_session_names_no_other_room(string id, bool allowed)
    {
        Compatible.AllowsSession(id).ShouldBe(allowed);
        Prefixed.AllowsSession(id).ShouldBe(id.Length > 0);
    }

    [Theory]
    [InlineData("interview-7", true)]
    [InlineData("interview-1234567890", false)]
    [InlineData("sess-1", false)]
    public void An_interview_has_a_name_of_its_kind(string id, bool allowed)
    {
        Compatible.AllowsInterview(id).ShouldBe(allowed);
        Prefixed.AllowsInterview(id).ShouldBeTrue();
    }

    [Fact]
    public void Names_are_the_originals_only_when_asked_for()
    {
        Compatible.Session("x").ShouldBe("x");
        Compatible.Interview("interview-7").ShouldBe("interview-7");
        Compatible.Schedule("t").ShouldBe("schedule:t");
        Compatible.Notifications(UserType.Tutor, "t").ShouldBe("notifications:t");
        Prefixed.Session("x").ShouldBe("s004:session:x");
        Prefixed.Notifications(UserType.Tutor, "t").ShouldBe("s004:notifications:tutor:t");
    }
}
