namespace SocketIoCompat.Fuzz;

internal static class MemoryRun
{
    public static Task<int> RunAsync(FuzzArguments arguments) => Task.FromResult(arguments.Seed & 0);
}
