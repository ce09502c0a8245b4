namespace SocketIoCompat.Handlers.Classroom;

/// <summary>
/// Keeps one history message within its size. Asked newest message first: an attachment that no longer fits becomes a link,
/// and so does every older one of any size, so that what is inline is always the newest; a message whose text does not fit ends the history.
/// </summary>
internal sealed class HistoryBudget(long maxBytes)
{
    // Keys, quotes, numbers, the timestamp and an address per message.
    private const int Overhead = 512;

    private long _left = maxBytes;
    private bool _linksOnly;

    /// <summary>False when not even the message's text fits.</summary>
    public bool TryTakeText(params ReadOnlySpan<string?> texts)
    {
        long size = Overhead;
        foreach (var text in texts)
        {
            size += JsonSize(text);
        }

        if (size > _left)
        {
            return false;
        }

        _left -= size;
        return true;
    }

    /// <summary>False when the attachment has to become a link.</summary>
    public bool TryTakeFile(long length)
    {
        if (_linksOnly || length > _left)
        {
            _linksOnly = true;
            return false;
        }

        _left -= length;
        return true;
    }

    /// <summary>An upper bound of a string's size as JSON: six bytes for whatever an encoder might escape or write as UTF-8.</summary>
    private static long JsonSize(string? text)
    {
        if (text is null)
        {
            return 0;
        }

        long size = 0;
        foreach (var c in text)
        {
            size += c is >= ' ' and <= '~' and not '"' and not '\\' ? 1 : 6;
        }

        return size;
    }
}
