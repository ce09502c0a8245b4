using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Options;
using SocketIoCompat.Handlers.Classroom;
using SocketIoCompat.Handlers.Users;

namespace SocketIoCompat.Handlers.SupportSessions.Endpoints;

/// <summary>Sessions as the original's documents: its names, its second id, users in the place of their ids.</summary>
internal sealed class SupportDocuments(IUserStore users, ISupportStore store, IOptions<SupportOptions> options)
{
    private const string DefaultTeam = "Support";

    /// <summary>The teams' names.</summary>
    public IReadOnlyList<string> Teams { get; } = options.Value.Teams.Count > 0 ? [.. options.Value.Teams] : [DefaultTeam];

    /// <summary><c>{_id, name}</c>. The id is made of the name, so that it stays the same.</summary>
    public static JsonObject Team(string name) => new()
    {
        ["_id"] = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)).AsSpan(0, 12)),
        ["name"] = name,
    };

    /// <summary>A session with all that was said in it.</summary>
    public async Task<JsonObject> WholeAsync(SupportSession session)
    {
        var document = (await ManyAsync([session]))[0];
        var entries = (await store.ReadEntriesAsync(session.SessionId)).ToLookup(e => e.Kind, StringComparer.Ordinal);
        document["messages"] = Array(entries[EntryKind.Message], Message);
        document["transcripts"] = Array(entries[EntryKind.Transcript], e => new JsonObject
        {
            ["speaker"] = e.UserId, ["transcript"] = e.Text, ["timestamp"] = IsoTime.Format(e.At),
        });
        document["timeline"] = Array(entries[EntryKind.Step], e => new JsonObject
        {
            ["action"] = e.Type, ["performedBy"] = e.UserId, ["timestamp"] = IsoTime.Format(e.At), ["details"] = e.Text,
        });
        return document;
    }

    /// <summary>Sessions without what was said in them.</summary>
    public async Task<IReadOnlyList<JsonObject>> ManyAsync(IReadOnlyList<SupportSession> sessions)
    {
        var ids = sessions.SelectMany(s => s.AgentIds.Append(s.CustomerId)).OfType<string>().Distinct(StringComparer.Ordinal).ToArray();
        var known = (await users.FindManyAsync(ids)).ToDictionary(u => u.Id, StringComparer.Ordinal);
        return [.. sessions.Select(session => Document(session, id => User(id, known)))];
    }

    private static JsonObject Document(SupportSession s, Func<string, JsonObject> user) => new()
    {
        ["_id"] = s.ObjectId,
        ["sessionId"] = s.SessionId,
        ["customerId"] = s.CustomerId is { } customer ? user(customer) : null,
        ["agentId"] = s.AgentIds is [var agent, ..] ? user(agent) : null,
        ["agents"] = new JsonArray([.. s.AgentIds.Select(user)]),
        ["teamId"] = s.Team is { } team ? Team(team) : null,
        ["status"] = s.Status,
        ["priority"] = s.Priority,
        ["category"] = s.Category,
        ["subject"] = s.Subject,
        ["description"] = s.Description,
        ["date"] = s.Date is { } date ? IsoTime.Format(date) : null,
        ["notes"] = s.Notes,
        ["resolution"] = Resolution(s),
        ["createdAt"] = IsoTime.Format(s.CreatedAt),
        ["updatedAt"] = IsoTime.Format(s.UpdatedAt),
    };

    private static JsonObject Resolution(SupportSession session) => session.ResolvedAt is not { } resolved
        ? []
        : new JsonObject
        {
            ["resolvedAt"] = IsoTime.Format(resolved),
            ["resolutionTime"] = Math.Max(0, (int)Math.Round((resolved - session.CreatedAt).TotalMinutes)),
        };

    private static JsonObject Message(SupportEntry entry) => new()
    {
        ["_id"] = entry.Id,
        ["senderId"] = entry.UserId,
        ["message"] = entry.Text,
        ["messageType"] = "text",
        ["timestamp"] = IsoTime.Format(entry.At),
        ["isRead"] = false,
        ["attachments"] = new JsonArray(),
    };

    // Never the password, nor anything else that is not for others.
    private static JsonObject User(string id, Dictionary<string, User> known)
    {
        var user = known.GetValueOrDefault(id);
        return new JsonObject
        {
            ["_id"] = id,
            ["name"] = user?.Name ?? "",
            ["email"] = user?.Email,
            ["role"] = SupportRole.Of(user?.Role),
            ["avatar"] = user?.Avatar,
        };
    }

    private static JsonArray Array(IEnumerable<SupportEntry> entries, Func<SupportEntry, JsonObject> document) =>
        new([.. entries.Select(document)]);
}
