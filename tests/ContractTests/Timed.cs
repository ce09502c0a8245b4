namespace SocketIoCompat.ContractTests;

/// <summary>Classes that compare a server's behaviour in time: they run one after another, when nothing else does.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Timed
{
    public const string Name = "timed";
}
