namespace SocketIoCompat;

/// <summary>No arguments.</summary>
public readonly struct EventArguments : IEventArguments
{
    /// <inheritdoc/>
    public void WriteTo(EventWriter writer)
    {
    }
}

/// <summary>One argument.</summary>
/// <typeparam name="T1">Its type.</typeparam>
public readonly struct EventArguments<T1>(T1 first) : IEventArguments
{
    /// <inheritdoc/>
    public void WriteTo(EventWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Write(first);
    }
}

/// <summary>Two arguments.</summary>
/// <typeparam name="T1">The type of the first.</typeparam>
/// <typeparam name="T2">The type of the second.</typeparam>
public readonly struct EventArguments<T1, T2>(T1 first, T2 second) : IEventArguments
{
    /// <inheritdoc/>
    public void WriteTo(EventWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Write(first);
        writer.Write(second);
    }
}

/// <summary>Three arguments.</summary>
/// <typeparam name="T1">The type of the first.</typeparam>
/// <typeparam name="T2">The type of the second.</typeparam>
/// <typeparam name="T3">The type of the third.</typeparam>
public readonly struct EventArguments<T1, T2, T3>(T1 first, T2 second, T3 third) : IEventArguments
{
    /// <inheritdoc/>
    public void WriteTo(EventWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Write(first);
        writer.Write(second);
        writer.Write(third);
    }
}

/// <summary>Any number of values that are relayed as they came.</summary>
public readonly struct RawEventArguments(ReadOnlyMemory<RawValue> values) : IEventArguments
{
    /// <inheritdoc/>
    public void WriteTo(EventWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        foreach (var value in values.Span)
            writer.Write(value);
    }
}
