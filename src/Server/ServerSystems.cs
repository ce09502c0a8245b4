using SocketIoCompat.Handlers.Authentication;
using SocketIoCompat.Handlers.Authentication.Login;
using SocketIoCompat.Handlers.Classroom;
using SocketIoCompat.Handlers.Ice;
using SocketIoCompat.Handlers.MeetingRooms;
using SocketIoCompat.Handlers.ProjectChat;
using SocketIoCompat.Handlers.Recordings;
using SocketIoCompat.Handlers.Storage;
using SocketIoCompat.Handlers.SupportSessions;
using SocketIoCompat.Handlers.Systems;
using SocketIoCompat.Handlers.UserCalls;

namespace SocketIoCompat.Server;

/// <summary>The documented systems that are turned on, each in its place.</summary>
internal sealed class ServerSystems(IConfiguration configuration)
{
    private readonly SystemPlacement _classroom = Read(configuration, SystemNames.Classroom);
    private readonly SystemPlacement _userCalls = Read(configuration, SystemNames.UserCalls);
    private readonly SystemPlacement _projectChat = Read(configuration, SystemNames.ProjectChat);
    private readonly SystemPlacement _meetingRooms = Read(configuration, SystemNames.MeetingRooms);
    private readonly SystemPlacement _supportSessions = Read(configuration, SystemNames.SupportSessions);

    public void AddServices(IServiceCollection services)
    {
        services.AddDatabase().AddKeysInDatabase();
        services.AddClusterOptions(configuration.GetSection("Cluster"));
        services.AddIceServers(configuration).AddRecordings(configuration.GetSection("Recordings"));
        if (_classroom.IsEnabled)
        {
            services.AddClassroom(configuration.GetSection(SystemNames.Classroom));
            services.PostConfigure<ClassroomOptions>(classroom => classroom.CookieSecret ??= configuration["COOKIE_SECRET"]);
        }

        if (_supportSessions.IsEnabled)
        {
            services.AddSupportSessions(configuration.GetSection(SystemNames.SupportSessions));
        }

        if (_userCalls.IsEnabled)
        {
            services.AddUserCalls(configuration.GetSection(SystemNames.UserCalls));
        }

        if (_projectChat.IsEnabled)
        {
            services.AddProjectChat(configuration.GetSection(SystemNames.ProjectChat));
        }

        if (_meetingRooms.IsEnabled)
        {
            services.AddMeetingRooms(configuration.GetSection(SystemNames.MeetingRooms));
        }
    }

    public void AddHandlers(SocketIOBuilder builder) =>
        builder.AddClassroomHandlers(_classroom).AddSupportSessionHandlers(_supportSessions).AddUserCallHandlers(_userCalls);

    /// <summary>What has to be done with the database open, before anybody connects.</summary>
    public async Task PrepareAsync(IServiceProvider services)
    {
        if (_classroom.IsEnabled)
        {
            await services.GetRequiredService<ISessionStore>().RecordLostAsync();
            services.GetRequiredService<UnsignedIdentityPolicy>().WarnWhenTrusting();
        }
    }

    public void Map(WebApplication app)
    {
        if (_classroom.IsEnabled)
        {
            app.MapClassroom();
        }

        if (_supportSessions.IsEnabled)
        {
            app.MapSupportSessions();
        }

        if (_userCalls.IsEnabled)
        {
            app.MapUserCalls();
        }

        if (_projectChat.IsEnabled)
        {
            app.MapProjectChat(new FrontendOrigins(configuration, app.Environment).IsAllowed);
        }

        if (_meetingRooms.IsEnabled)
        {
            app.MapMeetingRooms(new FrontendOrigins(configuration, app.Environment).IsAllowed);
        }

        app.MapIceServers();
        app.MapRecordings();
        app.MapLogin();
        app.MapSystems(socketIO => socketIO.RequireCors(FrontendOrigins.Policy));
    }

    private static SystemPlacement Read(IConfiguration configuration, string system) =>
        SystemPlacement.Read(configuration.GetSection(system), system);
}
