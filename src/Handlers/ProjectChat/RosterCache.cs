using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using SocketIoCompat.Handlers.ProjectChat.Cluster;
using SocketIoCompat.Handlers.Systems;

namespace SocketIoCompat.Handlers.ProjectChat;

/// <summary>
/// Who may take part in which project, for the many small events that ask. Whoever changes members forgets the project after the
/// commit, here and on the other servers. One that cannot be told sees it when the entry's time is over.
/// </summary>
internal sealed class RosterCache(
    IProjectStore store,
    IOptions<ProjectChatOptions> options,
    [FromKeyedServices(SystemNames.ProjectChat)] ClusterChannel channel,
    TimeProvider time)
{
    // Beyond it all are asked for again, which is right too.
    private const int MaxProjects = 4096;

    private readonly ConcurrentDictionary<string, Entry> _entries = new(StringComparer.Ordinal);

    /// <summary>The project; null when nobody created it.</summary>
    public async ValueTask<ProjectRoster?> FindAsync(string projectId)
    {
        if (_entries.TryGetValue(projectId, out var known) && time.GetElapsedTime(known.LoadedAt) < options.Value.RosterLifetime)
        {
            return await known.Roster.Task;
        }

        if (_entries.Count >= MaxProjects)
        {
            _entries.Clear();
        }

        // In the table before it is read: a change after the read began finds it there and forgets it.
        var entry = new Entry(time.GetTimestamp(), new TaskCompletionSource<ProjectRoster?>(TaskCreationOptions.RunContinuationsAsynchronously));
        _entries[projectId] = entry;
        try
        {
            var roster = await store.FindRosterAsync(projectId);
            if (roster is null)
            {
                _entries.TryRemove(KeyValuePair.Create(projectId, entry)); // ids that nobody created are many
            }

            entry.Roster.SetResult(roster);
            return roster;
        }
        catch (Exception exception)
        {
            _entries.TryRemove(KeyValuePair.Create(projectId, entry));
            entry.Roster.SetException(exception);
            _ = entry.Roster.Task.Exception; // seen, also when nobody else waits for it
            throw;
        }
    }

    /// <summary>The project when the user may take part in it; null otherwise.</summary>
    public async ValueTask<ProjectRoster?> FindForAsync(string projectId, string userId) =>
        await FindAsync(projectId) is { } roster && roster.Has(userId) ? roster : null;

    /// <summary>The project's members were changed.</summary>
    /// <param name="projectId">The project.</param>
    /// <param name="removed">Who is no member any more, if that is what happened.</param>
    public void Forget(string projectId, string? removed = null)
    {
        ForgetHere(projectId);
        channel.Send(ProjectMessages.Members, null, writer =>
        {
            writer.WriteString("project"u8, projectId);
            if (removed is not null)
            {
                writer.WriteString("removed"u8, removed);
            }
        });
    }

    /// <summary>Another server says so.</summary>
    public void ForgetHere(string projectId) => _entries.TryRemove(projectId, out _);

    /// <summary>Something that another server said may have been missed.</summary>
    public void ForgetAllHere() => _entries.Clear();

    private sealed record Entry(long LoadedAt, TaskCompletionSource<ProjectRoster?> Roster);
}
