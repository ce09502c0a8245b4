using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using Microsoft.Extensions.DependencyInjection;

namespace SocketIoCompat.Events;

/// <summary>A class with [On] methods that was added to a namespace.</summary>
internal sealed class HandlerRegistration(
    [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicMethods)] Type type,
    ServiceLifetime lifetime)
{
    [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicMethods)]
    public Type Type { get; } = type;

    public ServiceLifetime Lifetime { get; } = lifetime;

    /// <summary>The marked methods, in the order in which the class declares them.</summary>
    /// <exception cref="ArgumentException">A method cannot be bound, or the class has none.</exception>
    public IEnumerable<(string Name, EventDescriptor Descriptor)> GetEvents(bool concurrentByDefault)
    {
        var any = false;
        foreach (var method in Type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.FlattenHierarchy))
        {
            foreach (var attribute in method.GetCustomAttributes<OnAttribute>())
            {
                any = true;
                var lifecycle = attribute.Name is "connection" or "disconnecting" or "disconnect";
                yield return (attribute.Name, HandlerBinder.Bind(method, !lifecycle && (attribute.Concurrent || concurrentByDefault)));
            }
        }

        if (!any)
            throw new ArgumentException($"{Type} has no public method with [On].");
    }
}
