using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Shouldly;
using SocketIoCompat.Handlers.Classroom;
using SocketIoCompat.UnitTests.Handlers.Support;
using Xunit;

namespace SocketIoCompat.UnitTests.Handlers.Classroom;

public sealed class EndpointsTests
{
    [Fact]
    public async Task Signing_in_issues_the_cookie_of_the_role()
    {
        await using var server = await TestClassroom.StartAsync(FakeEnvironment.Development);

        var response = await server.PostAsync("/api/dev/sign-in", new { name = "Ada Lovelace", role = "tutor" });

        var cookie = response.Headers.GetValues("Set-Cookie").ShouldHaveSingleItem();
        cookie.ShouldStartWith("tutorAuth=");
        foreach (var attribute in new[] { "max-age=90000", "path=/", "samesite=lax", "httponly" })
            cookie.ShouldContain(attribute, Case.Insensitive);
        cookie.ShouldNotContain("secure", Case.Insensitive);
        var me = await server.GetJsonAsync("/me", cookie);
        me.GetProperty("user").GetProperty("userId").GetString().ShouldBe("tutor-ada-lovelace");
        me.GetProperty("user").GetProperty("lastName").GetString().ShouldBe("Lovelace");
        me.GetProperty("user").GetProperty("tier").GetInt32().ShouldBe(2);
    }

    [Fact]
    public async Task Names_without_an_ascii_letter_are_different_people_all_the_same()
    {
        await using var server = await TestClassroom.StartAsync(FakeEnvironment.Development);

        var ids = new List<string>();
        foreach (var name in new[] { "Анна", "Борис", "Анна", "!" })
        {
            var response = await server.PostAsync("/api/dev/sign-in", new { name, role = "student" });
            var me = await server.GetJsonAsync("/me", response.Headers.GetValues("Set-Cookie").ShouldHaveSingleItem());
            ids.Add(me.GetProperty("user").GetProperty("userId").GetString()!);
        }

        ids[2].ShouldBe(ids[0]);
        ids.Distinct(StringComparer.Ordinal).Count().ShouldBe(3);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"name":"x","role":"king"}""")]
    [InlineData("""{"name":" ","role":"tutor"}""")]
    [InlineData("""{"name":"x","role":"tutor","userId":""}""")]
    [InlineData("""{"name":7}""")]
    [InlineData("not json")]
    public async Task A_wrong_sign_in_is_told(string body)
    {
        await using var server = await TestClassroom.StartAsync(FakeEnvironment.Development);
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");

        (await server.Client.PostAsync("/api/dev/sign-in", content, TestContext.Current.CancellationToken)).StatusCode
            .ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Outside_development_nobody_signs_in_like_that()
    {
        await using var server = await TestClassroom.StartAsync(FakeEnvironment.Production);

        (await server.PostAsync("/api/dev/sign-in", new { name = "x", role = "admin" })).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await server.PostAsync("/api/dev/notifications", new { userId = "x", title = "a", message = "b" })).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await server.GetAsync("/me")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Logging_out_takes_all_cookies()
    {
        await using var server = await TestClassroom.StartAsync(FakeEnvironment.Development);

        var response = await server.PostAsync("/logout", new { });

        response.Headers.GetValues("Set-Cookie").Select(c => c.Split('=')[0]).Order()
            .ShouldBe(["adminAuth", "auth", "studentAuth", "tutorAuth"]);
    }

    [Fact]
    public async Task Sessions_are_created_by_their_tutor_or_an_admin()
    {
        await using var server = await TestClassroom.StartAsync(FakeEnvironment.Development);
        var tutor = await server.SignInAsync("tutor", "t1");
        var admin = await server.SignInAsync("admin", "a1");
        var student = await server.SignInAsync("student", "s1");
        const string Path = "/api/sessions/classroom";

        (await server.PostAsync(Path, new { studentId = "s1" })).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await server.PostAsync(Path, new { studentId = "s1" }, student)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await server.PostAsync(Path, new { studentId = "s1", tutorId = "t2" }, tutor)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await server.PostAsync(Path, new { studentId = "s1" }, admin)).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await server.PostAsync(Path, new { }, tutor)).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await server.PostAsync(Path, new { studentId = "s1", tutorId = "t1", sessionId = "b1" }, admin)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await server.PostAsync(Path, new { studentId = "s2", sessionId = "b1" }, tutor)).StatusCode.ShouldBe(HttpStatusCode.Conflict);

        var body = await (await server.PostAsync(Path, new { studentId = "s1" }, tutor)).Content
            .ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
        body.GetProperty("success").GetBoolean().ShouldBeTrue();
        var id = body.GetProperty("data").GetProperty("sessionId").GetString()!;
        id.Length.ShouldBe(16);
        (await server.Database.Sessions.FindAsync(id)).ShouldBe(
            new ClassroomSession(id, "t1", "s1", SessionStatus.Scheduled, CreatedByJoin: false));
    }

    [Fact]
    public async Task A_form_of_a_foreign_page_creates_nothing()
    {
        await using var server = await TestClassroom.StartAsync(FakeEnvironment.Development);
        using var content = new StringContent("""{"studentId":"s1"}""", System.Text.Encoding.UTF8, "text/plain");
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/sessions/classroom") { Content = content };
        request.Headers.Add("Cookie", await server.SignInAsync("tutor", "t1"));

        (await server.Client.SendAsync(request, TestContext.Current.CancellationToken)).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Attachments_are_served_to_participants_alone_and_never_run()
    {
        await using var server = await TestClassroom.StartAsync(FakeEnvironment.Development);
        await server.Database.Sessions.CreateAsync(new ClassroomSession("x", "t1", "s1", SessionStatus.Scheduled, CreatedByJoin: false));
        var image = await FileAsync(server, "data:image/png;base64,aGk=", "a.png");
        var page = await FileAsync(server, "data:text/html,<script>", "a.html");
        var address = await FileAsync(server, "https://files.example/a", "a");
        var student = await server.SignInAsync("student", "s1");

        (await server.GetAsync(image)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await server.GetAsync(image, await server.SignInAsync("student", "s2"))).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await server.GetAsync(image, await server.SignInAsync("admin", "s1"))).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await server.GetAsync("/api/classroom/files/unknown", student)).StatusCode.ShouldBe(HttpStatusCode.NotFound);

        var shown = await server.GetAsync(image, student);
        shown.Content.Headers.ContentType!.MediaType.ShouldBe("image/png");
        shown.Content.Headers.ContentDisposition.ShouldBeNull();
        shown.Headers.GetValues("X-Content-Type-Options").ShouldBe(["nosniff"]);
        (await shown.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldBe("hi");

        var saved = await server.GetAsync(page, $"{student}; {await server.SignInAsync("tutor", "other")}");
        saved.Content.Headers.ContentType!.MediaType.ShouldBe("application/octet-stream");
        saved.Content.Headers.ContentDisposition!.DispositionType.ShouldBe("attachment");
        (await server.GetAsync(address, student)).Headers.Location.ShouldBe(new Uri("https://files.example/a"));
    }

    private static async Task<string> FileAsync(TestClassroom server, string url, string name)
    {
        var now = server.Database.Time.GetUtcNow();
        var message = TestMessages.Text("x", "file", now) with { FileUrl = url, FileName = name };
        return "/api/classroom/files/" + (await server.Database.Chat.AppendAsync(message, now, long.MaxValue))!.Id;
    }
}
