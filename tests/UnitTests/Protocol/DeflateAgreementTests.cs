using Shouldly;
using SocketIoCompat.Protocol.WebSockets;
using Xunit;

namespace SocketIoCompat.UnitTests.Protocol;

/// <summary>Offers of permessage-deflate and the answers to them (RFC 7692, 5 and 7.1).</summary>
public sealed class DeflateAgreementTests
{
    private const string Fresh = "permessage-deflate; server_no_context_takeover; client_no_context_takeover";

    [Theory]
    [InlineData("permessage-deflate", Fresh)]
    [InlineData("Permessage-Deflate", Fresh)]
    [InlineData("permessage-deflate; client_max_window_bits", Fresh)] // Chromium, Firefox, ws
    [InlineData("permessage-deflate;client_max_window_bits=10", Fresh)]
    [InlineData("permessage-deflate; client_max_window_bits=8", Fresh)]
    [InlineData("permessage-deflate; client_max_window_bits=\"15\"", Fresh)]
    [InlineData("permessage-deflate; server_no_context_takeover; client_no_context_takeover", Fresh)]
    [InlineData("permessage-deflate; server_max_window_bits=15", Fresh + "; server_max_window_bits=15")]
    [InlineData("\tpermessage-deflate ; server_max_window_bits = 15 ", Fresh + "; server_max_window_bits=15")]
    [InlineData("x-webkit-deflate-frame, permessage-deflate", Fresh)]
    [InlineData("x-unknown; a=\"b, c; d\\\"\"; e, ,, permessage-deflate,", Fresh)]
    [InlineData("permessage-deflate; server_max_window_bits=10, permessage-deflate; client_max_window_bits", Fresh)]
    [InlineData("permessage-deflate; server_max_window_bits=15, permessage-deflate", Fresh + "; server_max_window_bits=15")]
    [InlineData("permessage-deflate; unknown, permessage-deflate", Fresh)]

    // A smaller window than ours.
    [InlineData("permessage-deflate; server_max_window_bits=8", null)]
    [InlineData("permessage-deflate; server_max_window_bits=14", null)]

    // Parameters that are wrong.
    [InlineData("permessage-deflate; server_max_window_bits", null)]
    [InlineData("permessage-deflate; server_max_window_bits=16", null)]
    [InlineData("permessage-deflate; server_max_window_bits=015", null)]
    [InlineData("permessage-deflate; server_max_window_bits=1\u0665", null)]
    [InlineData("permessage-deflate; server_max_window_bits=\"\"", null)]
    [InlineData("permessage-deflate; server_max_window_bits=\"1\\5\"", null)]
    [InlineData("permessage-deflate; client_max_window_bits=7", null)]
    [InlineData("permessage-deflate; client_max_window_bits=16", null)]
    [InlineData("permessage-deflate; client_max_window_bits=99999999999", null)]
    [InlineData("permessage-deflate; server_no_context_takeover=1", null)]
    [InlineData("permessage-deflate; client_no_context_takeover=true", null)]
    [InlineData("permessage-deflate; server_no_context_takeover; server_no_context_takeover", null)]
    [InlineData("permessage-deflate; client_max_window_bits; client_max_window_bits=10", null)]
    [InlineData("permessage-deflate; Client_Max_Window_Bits", null)]
    [InlineData("permessage-deflate; unknown=1", null)]

    // Lines that are no such line; what was good before the fault does not count.
    [InlineData("", null)]
    [InlineData(" , ,", null)]
    [InlineData("permessage-deflate;", null)]
    [InlineData("permessage-deflate; =1", null)]
    [InlineData("permessage-deflate; client_max_window_bits=", null)]
    [InlineData("permessage-deflate; client_max_window_bits=\"15", null)]
    [InlineData("permessage-deflate; client_max_window_bits=\"15\\", null)]
    [InlineData("permessage-deflate; client_max_window_bits=15 15", null)]
    [InlineData("permessage-deflate client_max_window_bits", null)]
    [InlineData("permessage-deflate/1", null)]
    [InlineData("permessage-deflate, \"quoted\"", null)]
    [InlineData("permessage-deflate, permessage-d\u00e9flate", null)]
    [InlineData("permessage-bzip2", null)]
    public void The_first_offer_that_can_be_kept_to_is_taken(string line, string? answer) =>
        (DeflateAgreement.TryAccept(line, serverMayKeepContext: false, clientMayKeepContext: false)?.ToHeader()).ShouldBe(answer);

    [Theory]
    [InlineData("permessage-deflate", true, true, "permessage-deflate")]
    [InlineData("permessage-deflate", true, false, "permessage-deflate; client_no_context_takeover")]
    [InlineData("permessage-deflate", false, true, "permessage-deflate; server_no_context_takeover")]
    [InlineData("permessage-deflate; server_no_context_takeover", true, true, "permessage-deflate; server_no_context_takeover")]
    [InlineData("permessage-deflate; client_no_context_takeover", true, true, "permessage-deflate; client_no_context_takeover")]
    public void A_context_is_kept_where_both_sides_want_it(string line, bool server, bool client, string answer) =>
        DeflateAgreement.TryAccept(line, server, client)!.Value.ToHeader().ShouldBe(answer);
}
