namespace SocketIoCompat.ContractTests.Support;

/// <summary>Where things lie, found from the folder of this assembly: <c>tests/ContractTests/bin/&lt;configuration&gt;/net10.0</c>.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    public static string ContractTests { get; } = Path.Combine(Root, "tests", "ContractTests");

    public static string ConformanceHost => BuiltAssembly("tests/ConformanceHost", "SocketIoCompat.ConformanceHost");

    public static string Fuzz => BuiltAssembly("tests/Fuzz", "SocketIoCompat.Fuzz");

    public static string Server => BuiltAssembly("src/Server", "SocketIoCompat.Server");

    public static string ReadmeSample => BuiltAssembly("tests/ReadmeSample", "SocketIoCompat.ReadmeSample");

    private static string BuiltAssembly(string project, string name)
    {
        var framework = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        var path = Path.Combine(Root, project, "bin", framework.Parent!.Name, framework.Name, name + ".dll");
        return File.Exists(path) ? path : throw new InvalidOperationException($"{project} is not built for {framework.Parent.Name}: {path} is missing.");
    }

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "SocketIoCompat.sln")))
                return folder.FullName;
        }

        throw new InvalidOperationException($"No SocketIoCompat.sln above {AppContext.BaseDirectory}.");
    }
}
