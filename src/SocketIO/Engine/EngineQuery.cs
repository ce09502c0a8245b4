using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace SocketIoCompat.Engine;

/// <summary>What a request's query says to the engine, read without building the collection of all keys. Of duplicates the last counts.</summary>
internal readonly struct EngineQuery
{
    private const int MaxJsonpDigits = 16;

    private EngineQuery(ReadOnlyMemory<char> protocol, ReadOnlyMemory<char> transport, ReadOnlyMemory<char> sessionId, bool wantsBase64, string? jsonpIndex)
    {
        Protocol = protocol.Span switch
        {
            "4" => 4,
            "3" => 3,
            _ => 0,
        };
        Transport = transport.Span switch
        {
            TransportNames.Polling => EngineTransports.Polling,
            TransportNames.WebSocket => EngineTransports.WebSocket,
            _ => EngineTransports.None,
        };
        SessionId = sessionId;
        WantsBase64 = wantsBase64;
        JsonpIndex = jsonpIndex;
    }

    /// <summary>The revision of the protocol: 3, 4, or 0 for anything else.</summary>
    public int Protocol { get; }

    public EngineTransports Transport { get; }

    /// <summary>Empty in a handshake.</summary>
    public ReadOnlyMemory<char> SessionId { get; }

    /// <summary>The client cannot take binary: <c>b64</c> with any value.</summary>
    public bool WantsBase64 { get; }

    /// <summary>The digits of <c>j</c>, which asks for JSONP; null without it.</summary>
    public string? JsonpIndex { get; }

    public static EngineQuery Read(QueryString query)
    {
        ReadOnlyMemory<char> protocol = default, transport = default, sessionId = default;
        var wantsBase64 = false;
        string? jsonpIndex = null;
        foreach (var pair in new QueryStringEnumerable(query.Value))
        {
            switch (pair.DecodeName().Span)
            {
                case "EIO":
                    protocol = pair.DecodeValue();
                    break;
                case "transport":
                    transport = pair.DecodeValue();
                    break;
                case "sid":
                    sessionId = pair.DecodeValue();
                    break;
                case "b64":
                    wantsBase64 = !pair.EncodedValue.IsEmpty;
                    break;
                case "j":
                    jsonpIndex = ReadDigits(pair.DecodeValue().Span);
                    break;
            }
        }
        return new EngineQuery(protocol, transport, sessionId, wantsBase64, jsonpIndex);
    }

    /// <summary>It becomes part of a script: nothing but digits, and no more of them than a counter has.</summary>
    private static string ReadDigits(ReadOnlySpan<char> value)
    {
        Span<char> digits = stackalloc char[MaxJsonpDigits];
        var count = 0;
        foreach (var next in value)
        {
            if (char.IsAsciiDigit(next) && count < MaxJsonpDigits)
                digits[count++] = next;
        }
        return new string(digits[..count]);
    }
}
