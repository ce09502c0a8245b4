using System.Text;

namespace SocketIoCompat.Fuzz;

/// <summary>Makes input that is nearly right out of input that is right: noise alone never gets past the first byte.</summary>
internal sealed class Mutator(Random random)
{
    private static readonly byte[][] Tokens =
    [
        .. new[]
        {
            "0", "1", "2", "3", "4", "5", "6", "7", "9", "b", "/", ",", "-", "?", "[", "]", "{", "}", "\"", ":", "\\", "\\u0000", "\\ud800", "12", "e", ".", " ",
            "\u001e", "\u0000", "\u00ff", "true", "null", "-1", "0.5", "1e400", "99999999999999999999", "\"a\"", "[]", "{}", "{\"_placeholder\":true,\"num\":0}",
            "{\"_placeholder\":true,\"num\":1}", "\"__proto__\":", "/custom,", "/dynamic-1,", "AQID", "=", "é", "😀", "\u2028", "2probe", "3probe", "51-", "52-", "61-0",
            "\"disconnect\"", "\"connect\"", "\"newListener\"",
        }.Select(Encoding.UTF8.GetBytes),
    ];

    /// <summary>The input after up to <paramref name="most"/> changes.</summary>
    public byte[] Mutate(byte[] input, IReadOnlyList<byte[]> others, int most = 4)
    {
        var changed = input.ToList();
        for (var i = random.Next(1, most + 1); i > 0; i--)
            Change(changed, others);
        return [.. changed];
    }

    public T Pick<T>(IReadOnlyList<T> items) => items[random.Next(items.Count)];

    public bool Chance(double probability) => random.NextDouble() < probability;

    private void Change(List<byte> data, IReadOnlyList<byte[]> others)
    {
        var at = random.Next(data.Count + 1);
        var length = Math.Min(data.Count - at, 1 + random.Next(random.Next(2) == 0 ? 3 : 16));
        switch (random.Next(9))
        {
            case 0 when length > 0:
                data[at] ^= (byte)(1 << random.Next(8));
                break;
            case 1 when length > 0:
                data[at] = (byte)random.Next(256);
                break;
            case 2:
                data.RemoveRange(at, length);
                break;
            case 3:
                data.InsertRange(at, data.GetRange(at, length));
                break;
            case 4 when length > 0:
                ChangeNumber(data, at);
                break;
            case 5:
                var other = Pick(others);
                var start = random.Next(other.Length + 1);
                data.InsertRange(at, other[start..Math.Min(other.Length, start + 1 + random.Next(32))]);
                break;
            case 6 when length > 0 && data.Count > 1:
                var to = random.Next(data.Count);
                (data[at], data[to]) = (data[to], data[at]);
                break;
            default:
                data.InsertRange(at, Pick(Tokens));
                break;
        }
    }

    /// <summary>Another digit at the next number, where lengths, counts and ids are.</summary>
    private void ChangeNumber(List<byte> data, int at)
    {
        var digit = data.FindIndex(at, b => b is >= (byte)'0' and <= (byte)'9');
        if (digit >= 0)
            data[digit] = (byte)('0' + random.Next(10));
        else
            data.Insert(at, (byte)('0' + random.Next(10)));
    }
}
