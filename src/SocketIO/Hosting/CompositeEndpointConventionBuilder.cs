using Microsoft.AspNetCore.Builder;

namespace SocketIoCompat.Hosting;

/// <summary>Several endpoints that conventions, such as a CORS policy, are applied to alike.</summary>
internal sealed class CompositeEndpointConventionBuilder(IEndpointConventionBuilder[] builders) : IEndpointConventionBuilder
{
    public void Add(Action<EndpointBuilder> convention)
    {
        foreach (var builder in builders)
            builder.Add(convention);
    }

    public void Finally(Action<EndpointBuilder> finallyConvention)
    {
        foreach (var builder in builders)
            builder.Finally(finallyConvention);
    }
}
