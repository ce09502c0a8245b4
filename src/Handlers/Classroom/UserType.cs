using System.Text.Json.Serialization;

namespace SocketIoCompat.Handlers.Classroom;

/// <summary>What a user is to the classroom, spelled on the wire in lower case.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<UserType>))]
internal enum UserType
{
    [JsonStringEnumMemberName("student")]
    Student,

    [JsonStringEnumMemberName("tutor")]
    Tutor,

    [JsonStringEnumMemberName("admin")]
    Admin,
}

/// <summary>The wire's and the tables' spelling of <see cref="UserType"/>.</summary>
internal static class UserTypeName
{
    public static string Of(UserType type) => type switch
    {
        UserType.Tutor => "tutor",
        UserType.Admin => "admin",
        _ => "student",
    };

    public static UserType? Parse(string? name) => name switch
    {
        "student" => UserType.Student,
        "tutor" => UserType.Tutor,
        "admin" => UserType.Admin,
        _ => null,
    };
}
