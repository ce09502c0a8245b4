using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace SocketIoCompat.Admin;

/// <summary>Refuses a credential that could be guessed: whoever has it can send to every client.</summary>
internal sealed class AdminOptionsValidator(IServiceProvider services) : IValidateOptions<AdminOptions>
{
    private const int MinPasswordLength = 12;

    public ValidateOptionsResult Validate(string? name, AdminOptions options)
    {
        var failures = new List<string>();
        if (options.Username.Length == 0 || options.Password.Length == 0)
            failures.Add("The admin credential needs a username and a password.");
        else if (options.Password.Length < MinPasswordLength && services.GetService<IHostEnvironment>()?.IsDevelopment() != true)
            failures.Add($"The admin password must have at least {MinPasswordLength} characters.");
        if (!IsNamespace(options.Namespace) || !IsNamespace(options.StatusNamespace) || options.Namespace == options.StatusNamespace)
            failures.Add("The namespaces of the admin UI and of the status feed must be two names that begin with a slash, neither of them \"/\".");
        if (options.AttemptsPerMinute <= 0)
            failures.Add("AttemptsPerMinute must be above zero.");
        if (options.SessionLifetime <= TimeSpan.Zero)
            failures.Add("SessionLifetime must be above zero.");
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    private static bool IsNamespace(string name) => name.Length > 1 && name[0] == '/';
}
