namespace SocketIoCompat.Handlers.Authentication;

/// <summary>One of the four cookies that carry an identity. Its name is also the authentication scheme's.</summary>
/// <param name="Name">The cookie's name.</param>
/// <param name="Lifetime">How long one that this server issues is valid.</param>
internal sealed record IdentityCookie(string Name, TimeSpan Lifetime)
{
    public static readonly IdentityCookie Auth = new("auth", TimeSpan.FromMinutes(30));

    public static readonly IdentityCookie Tutor = new("tutorAuth", TimeSpan.FromHours(1));

    public static readonly IdentityCookie Student = new("studentAuth", TimeSpan.FromHours(1));

    public static readonly IdentityCookie Admin = new("adminAuth", TimeSpan.FromHours(8));

    /// <summary>All, in the order in which they are asked when nothing says which one is meant.</summary>
    public static readonly IReadOnlyList<IdentityCookie> All = [Admin, Tutor, Student, Auth];

    /// <summary>All, the tutor's first: the connection's token says that a tutor's page opened it.</summary>
    public static readonly IReadOnlyList<IdentityCookie> TutorFirst = [Tutor, Auth, Admin, Student];

    /// <summary>All, the student's first: the connection's token says that a student's page opened it.</summary>
    public static readonly IReadOnlyList<IdentityCookie> StudentFirst = [Student, Auth, Tutor, Admin];

    /// <summary>The admin's alone: the interview page of the dashboard asks for it.</summary>
    public static readonly IReadOnlyList<IdentityCookie> AdminOnly = [Admin];
}
