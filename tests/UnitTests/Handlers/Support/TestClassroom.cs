using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using SocketIoCompat.Handlers.Classroom;
using SocketIoCompat.Handlers.Storage;

namespace SocketIoCompat.UnitTests.Handlers.Support;

/// <summary>The classroom's HTTP endpoints in memory.</summary>
internal sealed class TestClassroom : IAsyncDisposable
{
    private readonly WebApplication _app;

    private TestClassroom(WebApplication app, TestDatabase database)
    {
        _app = app;
        Database = database;
        Client = app.GetTestClient();
    }

    public HttpClient Client { get; }

    public TestDatabase Database { get; }

    public static async Task<TestClassroom> StartAsync(FakeEnvironment environment)
    {
        var database = await TestDatabase.OpenAsync();
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { EnvironmentName = environment.EnvironmentName });
        builder.Logging.ClearProviders();
        builder.WebHost.UseTestServer();
        builder.Services.AddSingleton(database.Database);
        builder.Services.AddClassroom(builder.Configuration.GetSection("Classroom"));
        builder.Services.AddSingleton<IDataProtectionProvider>(new EphemeralDataProtectionProvider());
        builder.Services.AddSocketIO();
        var app = builder.Build();
        app.MapClassroom();
        await app.StartAsync();
        return new TestClassroom(app, database);
    }

    /// <summary>The cookie of a new user, as a request sends it.</summary>
    public async Task<string> SignInAsync(string role, string userId)
    {
        var response = await PostAsync("/api/dev/sign-in", new { name = userId, role, userId });
        response.EnsureSuccessStatusCode();
        return response.Headers.GetValues("Set-Cookie").Single().Split(';')[0];
    }

    public Task<HttpResponseMessage> PostAsync(string path, object body, string? cookie = null) =>
        SendAsync(new HttpRequestMessage(HttpMethod.Post, path) { Content = JsonContent.Create(body) }, cookie);

    public Task<HttpResponseMessage> GetAsync(string path, string? cookie = null) =>
        SendAsync(new HttpRequestMessage(HttpMethod.Get, path), cookie);

    public async Task<JsonElement> GetJsonAsync(string path, string cookie) =>
        await (await GetAsync(path, cookie)).Content.ReadFromJsonAsync<JsonElement>();

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
        await Database.DisposeAsync();
    }

    private Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, string? cookie)
    {
        if (cookie is not null)
            request.Headers.Add("Cookie", cookie);
        return Client.SendAsync(request);
    }
}
