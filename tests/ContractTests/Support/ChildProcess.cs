using System.Diagnostics;
using System.Text;

namespace SocketIoCompat.ContractTests.Support;

/// <summary>A process whose output is collected, ended with all its children when it is disposed of.</summary>
internal sealed class ChildProcess : IDisposable
{
    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly TaskCompletionSource _outputEnded = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<string> _lineSeen = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Func<string, bool>? _lineWanted;
    private int _openStreams = 2;

    private ChildProcess(Process process) => _process = process;

    public string Output
    {
        get
        {
            lock (_output)
                return _output.ToString();
        }
    }

    public static ChildProcess Start(string fileName, IEnumerable<string> arguments, string workingDirectory, IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo(fileName, arguments)
        {
            WorkingDirectory = workingDirectory, RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true,
        };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
            start.Environment[name] = value;
        var child = new ChildProcess(new Process { StartInfo = start });
        child._process.OutputDataReceived += child.OnLine;
        child._process.ErrorDataReceived += child.OnLine;
        child._process.Start();
        child._process.StandardInput.Close();
        child._process.BeginOutputReadLine();
        child._process.BeginErrorReadLine();
        return child;
    }

    /// <summary>Runs to the end and returns the output; throws with the output when the exit code is not 0.</summary>
    public static async Task<string> RunAsync(string fileName, IEnumerable<string> arguments, string workingDirectory, TimeSpan limit, IReadOnlyDictionary<string, string>? environment = null)
    {
        using var child = Start(fileName, arguments, workingDirectory, environment);
        var exitCode = await child.WaitForExitAsync(limit);
        return exitCode == 0 ? child.Output : throw new InvalidOperationException($"{fileName} ended with {exitCode}:\n{child.Output}");
    }

    public async Task<int> WaitForExitAsync(TimeSpan limit)
    {
        using var late = new CancellationTokenSource(limit);
        try
        {
            await _process.WaitForExitAsync(late.Token);
            await _outputEnded.Task.WaitAsync(late.Token);
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"{_process.StartInfo.FileName} did not end within {limit.TotalSeconds:0} s:\n{Output}");
        }

        return _process.ExitCode;
    }

    /// <summary>The first line of output that satisfies the condition, past or to come; asked once for each process.</summary>
    public async Task<string> WaitForLineAsync(Func<string, bool> condition, TimeSpan limit)
    {
        lock (_output)
        {
            _lineWanted = condition;
            if (_output.ToString().Split(Environment.NewLine).FirstOrDefault(condition) is { } line)
                _lineSeen.TrySetResult(line);
        }

        var ended = await Task.WhenAny(_lineSeen.Task, _outputEnded.Task).WaitAsync(limit);
        return ended == _lineSeen.Task ? await _lineSeen.Task : throw new InvalidOperationException($"{_process.StartInfo.FileName} ended:\n{Output}");
    }

    /// <summary>Sends SIGTERM (TERM), SIGKILL (KILL)… through <c>kill</c>: .NET knows only the second.</summary>
    public async Task SignalAsync(string name)
    {
        using var kill = Process.Start("kill", ["-" + name, _process.Id.ToString()]);
        await kill.WaitForExitAsync();
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        _process.Dispose();
    }

    private void OnLine(object sender, DataReceivedEventArgs line)
    {
        if (line.Data is null)
        {
            if (Interlocked.Decrement(ref _openStreams) == 0)
                _outputEnded.TrySetResult();
            return;
        }

        lock (_output)
        {
            _output.AppendLine(line.Data);
            if (_lineWanted?.Invoke(line.Data) == true)
                _lineSeen.TrySetResult(line.Data);
        }
    }
}
