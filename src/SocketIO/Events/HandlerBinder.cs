using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace SocketIoCompat.Events;

/// <summary>Makes an <see cref="EventDescriptor"/> of a method, once for each method.</summary>
internal static class HandlerBinder
{
    private static readonly ConcurrentDictionary<(MethodInfo Method, bool Concurrent), EventDescriptor> Known = new();
    private static readonly NullabilityInfoContext Nullability = new();
    private static readonly Lock NullabilityLock = new();

    /// <summary>Describes a method.</summary>
    /// <exception cref="ArgumentException">The method has a parameter or a result that cannot be bound.</exception>
    public static EventDescriptor Bind(MethodInfo method, bool concurrent) =>
        Known.GetOrAdd((method, concurrent), static key => Create(key.Method, key.Concurrent));

    /// <summary>Describes the method of a delegate.</summary>
    /// <exception cref="ArgumentException">The method cannot be bound, or is not all that the delegate calls.</exception>
    public static EventDescriptor Bind(Delegate handler, bool concurrent)
    {
        if (!handler.HasSingleTarget)
            throw new ArgumentException("The handler is a list of delegates; register each.", nameof(handler));
        if (handler.Method.IsStatic && handler.Target is not null)
            throw new ArgumentException("The handler is a static method with a bound first argument; wrap it in a lambda.", nameof(handler));
        return Bind(handler.Method, concurrent);
    }

    private static EventDescriptor Create(MethodInfo method, bool concurrent)
    {
        if (method.ContainsGenericParameters)
            throw new ArgumentException($"The handler {method.Name} is generic; its arguments' types are unknown.", nameof(method));
        if (method.ReturnType == typeof(void) && method.IsDefined(typeof(AsyncStateMachineAttribute)))
            throw new ArgumentException($"The handler {method.Name} is async void: nobody could wait for it, and its exception would end the process. Return a Task.", nameof(method));
        var index = 0;
        var parameters = method.GetParameters();
        var bindings = new ParameterBinding[parameters.Length];
        for (var i = 0; i < parameters.Length; i++)
        {
            var kind = GetKind(parameters[i].ParameterType);
            var isArgument = kind is ParameterKind.Json or ParameterKind.Raw or ParameterKind.RawRest;
            if (parameters[i].ParameterType.IsByRef)
                throw new ArgumentException($"The parameter {parameters[i].Name} of the handler {method.Name} is passed by reference.", nameof(method));
            bindings[i] = new ParameterBinding(
                kind, isArgument ? index++ : -1, parameters[i].ParameterType, IsOptional(parameters[i]), GetDefault(parameters[i]), parameters[i].Name ?? $"#{i}");
            if (kind == ParameterKind.RawRest && parameters.Skip(i + 1).Any(static p => GetKind(p.ParameterType) is ParameterKind.Json or ParameterKind.Raw or ParameterKind.RawRest))
                throw new ArgumentException($"The parameter {parameters[i].Name} of the handler {method.Name} takes all further arguments and must be the last of them.", nameof(method));
        }

        return new EventDescriptor(method, bindings, GetResult(method), concurrent);
    }

    private static ParameterKind GetKind(Type type)
    {
        if (type == typeof(Socket))
            return ParameterKind.Socket;
        if (type == typeof(CancellationToken))
            return ParameterKind.Aborted;
        if (type == typeof(Ack))
            return ParameterKind.Ack;
        if (type == typeof(RawValue))
            return ParameterKind.Raw;
        return type == typeof(RawValue[]) ? ParameterKind.RawRest : ParameterKind.Json;
    }

    private static bool IsOptional(ParameterInfo parameter)
    {
        if (parameter.HasDefaultValue || Nullable.GetUnderlyingType(parameter.ParameterType) is not null)
            return true;
        if (parameter.ParameterType.IsValueType)
            return false;
        lock (NullabilityLock) // the context is not thread-safe
            return Nullability.Create(parameter).WriteState != NullabilityState.NotNull;
    }

    private static object? GetDefault(ParameterInfo parameter) => parameter.HasDefaultValue ? parameter.DefaultValue : null;

    private static HandlerResult GetResult(MethodInfo method)
    {
        var type = method.ReturnType;
        if (type == typeof(void))
            return NoResult.Instance;
        if (type == typeof(Task))
            return TaskResult.Instance;
        if (type == typeof(ValueTask))
            return ValueTaskResult.Instance;
        if (!type.IsGenericType)
            return CreateResult(typeof(ValueResult<>), type);
        var definition = type.GetGenericTypeDefinition();
        if (definition == typeof(Task<>))
            return CreateResult(typeof(TaskOfResult<>), type.GetGenericArguments()[0]);
        return definition == typeof(ValueTask<>)
            ? CreateResult(typeof(ValueTaskOfResult<>), type.GetGenericArguments()[0])
            : CreateResult(typeof(ValueResult<>), type);
    }

    [UnconditionalSuppressMessage("Trimming", "IL2055", Justification = "The result types ask nothing of their type argument, and their constructors are kept by the dependencies below.")]
    [UnconditionalSuppressMessage("Trimming", "IL2067", Justification = "As above.")]
    [DynamicDependency(DynamicallyAccessedMemberTypes.PublicParameterlessConstructor, typeof(ValueResult<>))]
    [DynamicDependency(DynamicallyAccessedMemberTypes.PublicParameterlessConstructor, typeof(TaskOfResult<>))]
    [DynamicDependency(DynamicallyAccessedMemberTypes.PublicParameterlessConstructor, typeof(ValueTaskOfResult<>))]
    private static HandlerResult CreateResult(Type definition, Type value) =>
        (HandlerResult)Activator.CreateInstance(definition.MakeGenericType(value))!;
}
