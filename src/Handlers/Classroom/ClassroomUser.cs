namespace SocketIoCompat.Handlers.Classroom;

/// <summary>Who a connection or a request belongs to.</summary>
/// <param name="UserId">The id; numbers are kept as their text, ids compare as strings.</param>
/// <param name="Type">What the user is here.</param>
/// <param name="IsEphemeral">
/// The identity came from an unsigned <c>auth.token</c>, whose user id the old pages invent anew at every load.
/// </param>
internal sealed record ClassroomUser(string UserId, UserType Type, bool IsEphemeral = false);
