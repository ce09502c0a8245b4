using Microsoft.Extensions.Options;

namespace SocketIoCompat.Redis;

/// <summary>Says at the start what of the options cannot work.</summary>
internal sealed class RedisAdapterOptionsValidator : IValidateOptions<RedisAdapterOptions>
{
    public ValidateOptionsResult Validate(string? name, RedisAdapterOptions options)
    {
        var problems = new List<string>();
        try
        {
            RedisEndpoint.Parse(options.ConnectionString);
        }
        catch (Exception exception) when (exception is FormatException or ArgumentException)
        {
            problems.Add(exception.Message);
        }

        if (string.IsNullOrEmpty(options.Prefix) || string.IsNullOrEmpty(options.StreamName))
            problems.Add("Prefix and StreamName must not be empty.");
        if (options is not { StreamCount: > 0, MaxStreamLength: > 0, ReadCount: > 0, MaxWaitingBytes: > 0 })
            problems.Add("StreamCount, MaxStreamLength, ReadCount and MaxWaitingBytes must be greater than zero.");
        if (options.RequestTimeout <= TimeSpan.Zero || options.RequestTimeoutAfterTimeout <= TimeSpan.Zero
            || options.BlockTime <= TimeSpan.Zero || options.CommandTimeout <= TimeSpan.Zero || options.StartTimeout < TimeSpan.Zero)
            problems.Add("The time-outs and BlockTime must be greater than zero.");
        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }
}
