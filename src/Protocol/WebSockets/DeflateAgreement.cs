namespace SocketIoCompat.Protocol.WebSockets;

/// <summary>What both sides of a websocket agreed on about compression (RFC 7692, 7.1).</summary>
/// <param name="ServerKeepsContext">Our messages may refer back to those before (no <c>server_no_context_takeover</c>).</param>
/// <param name="ClientKeepsContext">The client's messages may refer back to those before (no <c>client_no_context_takeover</c>).</param>
/// <param name="NamesServerWindow">The client limited our window to the 15 bits that it has anyway, and must be told that we agree.</param>
internal readonly record struct DeflateAgreement(bool ServerKeepsContext, bool ClientKeepsContext, bool NamesServerWindow)
{
    private const string Name = "permessage-deflate";

    // DeflateStream knows no other window. A client's smaller window is none of our concern: ours reads it.
    private const int Window = 15;

    /// <summary>
    /// Takes the first offer of a line that can be kept to; null when there is none or the line is malformed. An offer with an
    /// unknown, repeated or malformed parameter is declined (7.1), and so is one that wants a smaller window of us.
    /// </summary>
    public static DeflateAgreement? TryAccept(ReadOnlySpan<char> line, bool serverMayKeepContext, bool clientMayKeepContext)
    {
        DeflateAgreement? accepted = null;
        var offers = new ExtensionOffers(line);
        while (offers.TryReadExtension(out var name))
        {
            var isDeflate = name.Equals(Name, StringComparison.OrdinalIgnoreCase);
            var offer = ReadOffer(ref offers);
            if (isDeflate && offer.IsAcceptable && accepted is null)
            {
                accepted = new DeflateAgreement(
                    serverMayKeepContext && !offer.Has(Parameters.ServerNoContextTakeover),
                    clientMayKeepContext && !offer.Has(Parameters.ClientNoContextTakeover),
                    offer.Has(Parameters.ServerMaxWindowBits));
            }
        }

        return offers.IsMalformed ? null : accepted;
    }

    /// <summary>The answer's <c>Sec-WebSocket-Extensions</c>.</summary>
    public string ToHeader() =>
        Name
        + (ServerKeepsContext ? "" : "; server_no_context_takeover")
        + (ClientKeepsContext ? "" : "; client_no_context_takeover")
        + (NamesServerWindow ? "; server_max_window_bits=15" : "");

    private static Offer ReadOffer(ref ExtensionOffers offers)
    {
        var offer = new Offer(Parameters.None, IsAcceptable: true);
        while (offers.TryReadParameter(out var name, out var value, out var hasValue))
        {
            var (parameter, isAcceptable) = name switch
            {
                "server_no_context_takeover" => (Parameters.ServerNoContextTakeover, !hasValue),
                "client_no_context_takeover" => (Parameters.ClientNoContextTakeover, !hasValue),
                "server_max_window_bits" => (Parameters.ServerMaxWindowBits, hasValue && ReadWindow(value) == Window),
                "client_max_window_bits" => (Parameters.ClientMaxWindowBits, !hasValue || ReadWindow(value) > 0),
                _ => (Parameters.None, false),
            };
            offer = new Offer(offer.Parameters | parameter, offer.IsAcceptable && isAcceptable && !offer.Has(parameter));
        }

        return offer;
    }

    /// <summary>8 to 15 in decimal without leading zeros, and 0 for everything else (7.1.2).</summary>
    private static int ReadWindow(ReadOnlySpan<char> value) => value switch
    {
        [>= '8' and <= '9'] => value[0] - '0',
        ['1', >= '0' and <= '5'] => 10 + value[1] - '0',
        _ => 0,
    };

    [Flags]
    private enum Parameters : byte
    {
        None = 0,
        ServerNoContextTakeover = 1,
        ClientNoContextTakeover = 2,
        ServerMaxWindowBits = 4,
        ClientMaxWindowBits = 8,
    }

    private readonly record struct Offer(Parameters Parameters, bool IsAcceptable)
    {
        public bool Has(Parameters parameter) => (Parameters & parameter) != Parameters.None;
    }
}
