namespace SocketIoCompat.Adapters;

/// <summary>Makes the adapter of each namespace of a server; registered under the server's name.</summary>
internal interface ISocketAdapterFactory
{
    ISocketAdapter Create(Namespace @namespace);
}
