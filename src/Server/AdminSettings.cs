namespace SocketIoCompat.Server;

/// <summary>The operator's view: <c>ADMIN_USERNAME</c>, <c>ADMIN_PASSWORD</c> and the section <c>Admin</c>. Off without a credential.</summary>
internal static class AdminSettings
{
    private const string UsernameSetting = "ADMIN_USERNAME";
    private const string PasswordSetting = "ADMIN_PASSWORD";

    /// <summary>Adds the namespaces <c>/admin</c> and <c>/status</c> when the credential is set.</summary>
    /// <exception cref="StartupException">Half a credential is set.</exception>
    public static SocketIOBuilder AddConfiguredAdmin(this SocketIOBuilder builder, IConfiguration configuration)
    {
        var (username, password) = (configuration[UsernameSetting], configuration[PasswordSetting]);
        if (string.IsNullOrEmpty(username) && string.IsNullOrEmpty(password))
            return builder;
        if (string.IsNullOrEmpty(username) || string.IsNullOrEmpty(password))
            throw new StartupException($"{UsernameSetting} and {PasswordSetting} belong together: set both, or neither.");
        return builder.AddAdmin(admin =>
        {
            configuration.GetSection("Admin").Bind(admin);
            admin.Username = username;
            admin.Password = password;
        });
    }
}
