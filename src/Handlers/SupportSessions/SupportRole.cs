namespace SocketIoCompat.Handlers.SupportSessions;

/// <summary>What a user is to the support, in the words of the tokens.</summary>
internal static class SupportRole
{
    public const string Customer = "customer";
    public const string Agent = "support_agent";
    public const string Admin = "admin";

    /// <summary>The role that a token or a table says. Who has none, or one of another system, is a customer.</summary>
    public static string Of(string? role) => role is Agent or Admin ? role : Customer;

    /// <summary>Whether the role works for the support, and may end and change sessions.</summary>
    public static bool IsStaff(string role) => role is Agent or Admin;
}
