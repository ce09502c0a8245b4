using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;
using SocketIoCompat.Handlers.Classroom;
using SocketIoCompat.Handlers.ProjectChat.Files;

namespace SocketIoCompat.Handlers.ProjectChat.Endpoints;

/// <summary><c>/api/projects/{id}/files</c>: a file's bytes as the body, and with <c>/{fileId}/{name}</c> the file. For the project's members.</summary>
internal static class FileEndpoints
{
    private static readonly IResult NoFile = ProjectAnswer.Error(StatusCodes.Status404NotFound, "File not found");

    public static void MapFileEndpoints(this IEndpointRouteBuilder projects)
    {
        projects.MapPost("/{projectId}/files", UploadAsync);
        projects.MapGet("/{projectId}/files/{fileId}/{name?}", DownloadAsync);
    }

    private static async Task<IResult> UploadAsync(HttpContext context, string projectId, RosterCache rosters, ProjectFiles files)
    {
        var user = ProjectRequest.UserOf(context);
        if (!ClassroomIds.IsValid(projectId) || await rosters.FindForAsync(projectId, user.Id) is null)
        {
            return ProjectAnswer.NoAccess;
        }

        try
        {
            var (file, status, problem) = await files.TakeAsync(context, projectId, user.Id);
            return file is null
                ? ProjectAnswer.Error(status, problem)
                : ProjectAnswer.Data(new Uploaded(file.Id, file.Name, file.ContentType, file.Bytes, file.Url), status);
        }
        catch (Exception exception) when (exception is OperationCanceledException or BadHttpRequestException)
        {
            return Results.StatusCode(StatusCodes.Status408RequestTimeout); // nobody reads it who has gone
        }
        catch (IOException)
        {
            return ProjectAnswer.Error(StatusCodes.Status503ServiceUnavailable, "The server cannot keep files now.", "UNAVAILABLE");
        }
    }

    // The files come from users: nothing in them may run in this server's name.
    private static async Task<IResult> DownloadAsync(
        HttpContext context, string projectId, string fileId, RosterCache rosters, ProjectFiles files)
    {
        if (!ClassroomIds.IsValid(projectId) || await rosters.FindForAsync(projectId, ProjectRequest.UserOf(context).Id) is null)
        {
            return ProjectAnswer.NoAccess;
        }

        if (await files.OpenAsync(projectId, fileId) is not var (file, bytes))
        {
            return NoFile;
        }

        var disposition = new ContentDispositionHeaderValue("attachment");
        disposition.SetHttpFileName(file.Name);
        var headers = context.Response.Headers;
        headers.ContentDisposition = disposition.ToString();
        headers.XContentTypeOptions = "nosniff";
        headers.ContentSecurityPolicy = "default-src 'none'; sandbox";
        headers.CacheControl = "private, max-age=3600";
        return Results.Stream(bytes, file.ContentType, lastModified: file.CreatedAt, enableRangeProcessing: true);
    }

    private sealed record Uploaded(string Id, string Name, string ContentType, long Bytes, string Url);
}
