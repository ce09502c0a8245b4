namespace SocketIoCompat.Handlers.ProjectChat.Files;

/// <summary>A file that somebody shares in a project.</summary>
/// <param name="Id">Its id, and the name under which it is kept.</param>
/// <param name="ProjectId">The project whose members may read it.</param>
/// <param name="UserId">Who uploaded it.</param>
/// <param name="Name">What it is called where it comes from.</param>
/// <param name="ContentType">The type of a picture that pages show, else <c>application/octet-stream</c>.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="CreatedAt">When it was uploaded.</param>
internal sealed record ProjectFile(
    string Id, string ProjectId, string UserId, string Name, string ContentType, long Bytes, DateTimeOffset CreatedAt)
{
    public const int MaxNameLength = 120;

    /// <summary>Where it is read; the name is there for people.</summary>
    public string Url => $"/api/projects/{Uri.EscapeDataString(ProjectId)}/files/{Id}/{Uri.EscapeDataString(Name)}";

    /// <summary>The id of the file that a message of the project links to; null when it links to something else.</summary>
    public static string? IdOf(string projectId, string? url)
    {
        var start = $"/api/projects/{Uri.EscapeDataString(projectId)}/files/";
        return url is not null && url.StartsWith(start, StringComparison.Ordinal) && url.IndexOf('/', start.Length) is > 0 and var end
            ? url[start.Length..end]
            : null;
    }

    /// <summary>A name without what is no part of one: folders, control characters, halves of characters.</summary>
    public static string CleanName(string? name)
    {
        var kept = new string([.. (name ?? "").Select(c => char.IsControl(c) || char.IsSurrogate(c) || c is '/' or '\\' ? '_' : c)]).Trim(' ', '.');
        return kept.Length == 0 ? "file" : kept.Length > MaxNameLength ? kept[^MaxNameLength..] : kept;
    }
}
