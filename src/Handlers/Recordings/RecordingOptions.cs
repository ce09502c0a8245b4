namespace SocketIoCompat.Handlers.Recordings;

/// <summary>Where recordings of calls are kept, and how much of them.</summary>
internal sealed class RecordingOptions
{
    /// <summary>The folder of the files. Default <c>data/recordings</c>, from the working directory. Servers of one database share it.</summary>
    public string Folder { get; set; } = "data/recordings";

    /// <summary>The largest recording, in bytes. Default 512 MiB: an hour of video at a megabit per second.</summary>
    public long MaxBytes { get; set; } = 512L * 1024 * 1024;

    /// <summary>What the recordings of one user may take, in bytes. Default 4 GiB.</summary>
    public long MaxBytesPerUser { get; set; } = 4L * 1024 * 1024 * 1024;

    /// <summary>What all may take, in bytes. Default 64 GiB.</summary>
    public long MaxBytesInAll { get; set; } = 64L * 1024 * 1024 * 1024;

    /// <summary>How many uploads one user may have under way. Default 2: they take space before they count.</summary>
    public int MaxUploadsPerUser { get; set; } = 2;

    /// <summary>How many uploads may be under way in all. Default 32.</summary>
    public int MaxUploads { get; set; } = 32;

    /// <summary>How long one upload may take. Default one hour.</summary>
    public TimeSpan UploadTimeout { get; set; } = TimeSpan.FromHours(1);
}
