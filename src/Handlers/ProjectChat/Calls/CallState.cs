namespace SocketIoCompat.Handlers.ProjectChat.Calls;

/// <summary>A call as servers tell each other of it.</summary>
internal sealed record CallState(
    string Id,
    string ProjectId,
    string CallerId,
    string Type,
    bool IsGroup,
    DateTimeOffset StartedAt,
    DateTimeOffset? AnsweredAt,
    int Revision,
    IReadOnlyList<CallPartyState> Parties,
    IReadOnlyList<string> Everybody)
{
    public static CallState Of(Call call) => new(
        call.Id,
        call.ProjectId,
        call.CallerId,
        call.Type,
        call.IsGroup,
        call.StartedAt,
        call.AnsweredAt,
        call.Revision,
        [.. call.Parties.Select(static p => new CallPartyState(p.UserId, p.SocketId, p.LostAt, p.HasNewerPage))],
        [.. call.Everybody]);

    public Call ToCall()
    {
        var call = new Call(Id, ProjectId, CallerId, Type, IsGroup, StartedAt) { AnsweredAt = AnsweredAt, Revision = Revision };
        call.Everybody.AddRange(Everybody);
        call.Parties.AddRange(Parties.Select(static p =>
            new CallParty(p.UserId, p.SocketId) { LostAt = p.LostAt, HasNewerPage = p.HasNewerPage }));
        return call;
    }
}

/// <summary>Somebody in a call, likewise.</summary>
internal sealed record CallPartyState(string UserId, string? SocketId, DateTimeOffset? LostAt, bool HasNewerPage);

/// <summary>What a page says about calls, as far as the table of calls has to know it.</summary>
/// <param name="Type">The signal's type.</param>
/// <param name="CallType"><c>audio</c> or <c>video</c>.</param>
/// <param name="ProjectId">The project.</param>
/// <param name="UserId">Who sent it.</param>
/// <param name="PageId">From which page.</param>
/// <param name="RecipientId">To whom; null when nobody is named.</param>
/// <param name="Resumes">Whether the page is in the call already.</param>
internal sealed record CallRequest(
    string Type, string CallType, string ProjectId, string UserId, string PageId, string? RecipientId, bool Resumes = false);
