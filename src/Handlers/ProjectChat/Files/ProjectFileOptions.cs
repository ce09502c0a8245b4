namespace SocketIoCompat.Handlers.ProjectChat.Files;

/// <summary>Where the files that are shared in projects are kept, and how much of them: section <c>ProjectChat:Files</c>.</summary>
internal sealed class ProjectFileOptions
{
    /// <summary>The folder of the files. Default <c>data/project-files</c>, from the working directory. Servers of one database share it.</summary>
    public string Folder { get; set; } = "data/project-files";

    /// <summary>The largest file, in bytes. Default 25 MiB.</summary>
    public long MaxBytes { get; set; } = 25L * 1024 * 1024;

    /// <summary>What the files of one user may take, in bytes. Default 1 GiB.</summary>
    public long MaxBytesPerUser { get; set; } = 1024L * 1024 * 1024;

    /// <summary>What all may take, in bytes. Default 32 GiB.</summary>
    public long MaxBytesInAll { get; set; } = 32L * 1024 * 1024 * 1024;

    /// <summary>How many uploads one user may have under way. Default 2: they take space before they count.</summary>
    public int MaxUploadsPerUser { get; set; } = 2;

    /// <summary>How many uploads may be under way in all. Default 32.</summary>
    public int MaxUploads { get; set; } = 32;

    /// <summary>How long one upload may take. Default ten minutes.</summary>
    public TimeSpan UploadTimeout { get; set; } = TimeSpan.FromMinutes(10);
}
