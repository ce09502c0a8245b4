namespace SocketIoCompat;

/// <summary>The name of an event without arguments.</summary>
/// <param name="Name">The name on the wire.</param>
public sealed record Event(string Name);

/// <summary>The name of an event and the type of its one argument.</summary>
/// <typeparam name="T1">The argument's type.</typeparam>
/// <param name="Name">The name on the wire.</param>
public sealed record Event<T1>(string Name);

/// <summary>The name of an event and the types of its two arguments.</summary>
/// <typeparam name="T1">The first argument's type.</typeparam>
/// <typeparam name="T2">The second argument's type.</typeparam>
/// <param name="Name">The name on the wire.</param>
public sealed record Event<T1, T2>(string Name);

/// <summary>The name of an event and the types of its three arguments.</summary>
/// <typeparam name="T1">The first argument's type.</typeparam>
/// <typeparam name="T2">The second argument's type.</typeparam>
/// <typeparam name="T3">The third argument's type.</typeparam>
/// <param name="Name">The name on the wire.</param>
public sealed record Event<T1, T2, T3>(string Name);

/// <summary>The name of an event with one argument that the receiver acknowledges.</summary>
/// <typeparam name="T1">The argument's type.</typeparam>
/// <typeparam name="TAck">The acknowledgement's type.</typeparam>
/// <param name="Name">The name on the wire.</param>
public sealed record AckEvent<T1, TAck>(string Name);
