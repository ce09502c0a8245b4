using System.Text;

namespace SocketIoCompat.Fuzz.Connection;

/// <summary>Makes conversations out of seeds: right ones with a few things wrong.</summary>
/// <remarks>
/// The events are those that answer their own socket: what reaches others would disturb the cases that run beside. What a
/// handler does with arguments of the wrong type is not the protocol's affair, so only handlers that take anything are called.
/// </remarks>
internal sealed class CaseGenerator(int seed, bool oldClients)
{
    private static readonly byte[][] Packets = Bytes(
        "42[\"message\",1]", "42[\"message\",{\"a\":[1,2.5,null,\"é\"]},true]", "427[\"message-with-ack\",\"x\"]", "42[\"message-with-ack\",\"no ack\"]", "42[\"unknown\",{}]",
        "420[\"message-with-ack\"]", "43[\"nobody asked\"]", "435[1]", "40/custom,", "40/custom,{\"token\":\"x\"}", "40/auth,{\"token\":\"secret\"}", "40/auth,", "40/nowhere,",
        "42/custom,[\"message\",1]", "42/custom,3[\"message-with-ack\",2]", "41/custom,", "41", "40", "40{}", "44{\"message\":\"x\"}", "3", "6", "2", "1", "0", "5", "2probe",
        "450-[\"message\"]", "46[]", "42[5,1]", "42[\"message\",{\"_placeholder\":true,\"num\":0}]", "42[\"message\",\"\\ud83d\\ude00\\n\\u0000\"]");

    private static readonly byte[][] BinaryPackets = Bytes(
        "451-[\"message\",{\"_placeholder\":true,\"num\":0}]", "451-9[\"message-with-ack\",{\"_placeholder\":true,\"num\":0}]",
        "452-[\"message\",{\"a\":{\"_placeholder\":true,\"num\":1}},{\"_placeholder\":true,\"num\":0}]", "451-/custom,[\"message\",{\"_placeholder\":true,\"num\":0}]");

    private static readonly byte[][] Attachments = [[1, 2, 3], [], [0xff, 0x1e, 0], [.. Enumerable.Repeat((byte)'x', 200)]];

    private static readonly byte[][] Queries = Bytes(
        "EIO=4&transport=polling", "EIO=4&transport=websocket", "EIO=3&transport=polling", "EIO=4&transport=polling&t=abc&b64=1", "EIO=4&transport=polling&sid=AAAAAAAAAAAAAAAAAAAA",
        "EIO=4&transport=webtransport", "transport=polling", "EIO=4", "EIO=4&transport=polling&j=0", "EIO=4&EIO=3&transport=polling", "EIO=4&transport=polling&room=a%20b&room=c", "");

    private static readonly string[] Methods = ["GET", "GET", "GET", "POST", "PUT", "DELETE", "HEAD", "PATCH"];

    public FuzzCase Create(long number)
    {
        var random = new Random(unchecked((seed * 1_000_003) + (int)number));
        var mutator = new Mutator(random);
        var (opening, steps) = random.Next(10) switch
        {
            < 3 => (Opening.WebSocket, Frames(random, mutator)),
            3 => (Opening.BareWebSocket, Frames(random, mutator)),
            < 6 => (Opening.Polling, Posts(random, mutator)),
            6 => (Opening.Upgrade, Upgrade(random, mutator)),
            7 => (Opening.WebSocket, Raw(random, mutator)),
            _ => (Opening.None, Requests(random, mutator)),
        };
        if (oldClients && mutator.Chance(0.7))
            (opening, steps) = mutator.Chance(0.4) ? (Opening.WebSocketV3, FramesV3(random, mutator)) : (Opening.PollingV3, PostsV3(random, mutator));
        return new FuzzCase($"{seed}-{number}", opening, steps);
    }

    private static byte[][] Bytes(params string[] texts) => [.. texts.Select(Encoding.UTF8.GetBytes)];

    /// <summary>Some right messages and some changed ones, each as (data, is binary).</summary>
    private static List<(byte[] Data, bool Binary)> Messages(Random random, Mutator mutator)
    {
        var messages = new List<(byte[], bool)>();
        for (var i = random.Next(1, 5); i > 0; i--)
        {
            var binary = random.Next(4) == 0;
            var packet = mutator.Pick(binary ? BinaryPackets : Packets);
            messages.Add((mutator.Chance(0.6) ? mutator.Mutate(packet, Packets) : packet, false));
            for (var n = binary ? random.Next(3) : random.Next(12) / 11; n > 0; n--)
                messages.Add((mutator.Pick(Attachments), true));
        }

        return messages;
    }

    private static List<FuzzStep> Frames(Random random, Mutator mutator) =>
        [.. Messages(random, mutator).Select(message => FuzzStep.Of(message.Binary ? StepKind.Binary : StepKind.Text, message.Data))];

    private static List<FuzzStep> Posts(Random random, Mutator mutator)
    {
        var steps = new List<FuzzStep>();
        for (var i = random.Next(1, 4); i > 0; i--)
        {
            var packets = Messages(random, mutator).Select(message => message.Binary ? [(byte)'b', .. Encoding.ASCII.GetBytes(Convert.ToBase64String(message.Data))] : message.Data);
            var body = packets.Aggregate((a, b) => [.. a, 0x1e, .. b]);
            steps.Add(FuzzStep.Of(StepKind.Post, mutator.Chance(0.4) ? mutator.Mutate(body, Packets) : body));
        }

        return steps;
    }

    private static List<FuzzStep> FramesV3(Random random, Mutator mutator) =>
        [.. Messages(random, mutator).Select(message => FuzzStep.Of(message.Binary ? StepKind.Binary : StepKind.Text, message.Binary ? [mutator.Chance(0.9) ? (byte)4 : (byte)random.Next(8), .. message.Data] : message.Data))];

    private static List<FuzzStep> PostsV3(Random random, Mutator mutator)
    {
        var steps = new List<FuzzStep>();
        for (var i = random.Next(1, 4); i > 0; i--)
        {
            var packets = Messages(random, mutator).Select(message => message.Binary ? "b4" + Convert.ToBase64String(message.Data) : Encoding.UTF8.GetString(message.Data));
            var body = Encoding.UTF8.GetBytes(string.Concat(packets.Select(packet => $"{packet.Length}:{packet}")));
            steps.Add(FuzzStep.Of(StepKind.Post, mutator.Chance(0.4) ? mutator.Mutate(body, Packets) : body));
        }

        return steps;
    }

    private static List<FuzzStep> Upgrade(Random random, Mutator mutator)
    {
        var steps = new List<FuzzStep>();
        byte[][] right = [.. Bytes("2probe", "5"), mutator.Pick(Packets)];
        foreach (var packet in right)
        {
            if (mutator.Chance(0.2))
                steps.AddRange(Posts(random, mutator).Take(1));
            if (mutator.Chance(0.9))
                steps.Add(FuzzStep.Of(StepKind.Text, mutator.Chance(0.25) ? mutator.Mutate(packet, Packets, 2) : packet));
        }

        return steps;
    }

    /// <summary>Frames whose heads are changed, too.</summary>
    private static List<FuzzStep> Raw(Random random, Mutator mutator)
    {
        var steps = new List<FuzzStep>();
        for (var i = random.Next(1, 4); i > 0; i--)
        {
            var payload = mutator.Pick(Packets);
            byte[] mask = [(byte)random.Next(256), (byte)random.Next(256), 7, 9];
            byte opcode = mutator.Pick<byte>([1, 1, 2, 0, 8, 9, 10, 3, 11]);
            byte[] frame = [(byte)((mutator.Chance(0.8) ? 0x80 : 0) | opcode), (byte)(0x80 | payload.Length), .. mask, .. payload.Select((b, at) => (byte)(b ^ mask[at & 3]))];
            if (mutator.Chance(0.5))
                frame[random.Next(2)] ^= (byte)(1 << random.Next(8));
            steps.Add(FuzzStep.Of(StepKind.Raw, frame));
        }

        return steps;
    }

    private static List<FuzzStep> Requests(Random random, Mutator mutator)
    {
        var steps = new List<FuzzStep>();
        for (var i = random.Next(1, 4); i > 0; i--)
        {
            var query = mutator.Pick(Queries);
            if (mutator.Chance(0.6))
                query = mutator.Mutate(query, Queries, 2);
            var isUpgrade = random.Next(3) == 0;
            // Bytes that cannot stand in a request line are the HTTP servers' affair.
            var safe = string.Concat(query.Select(b => b is > 0x20 and < 0x7f && !"#\"<>\\^`{|}".Contains((char)b) ? ((char)b).ToString() : $"%{b:X2}"));
            steps.Add(FuzzStep.Of(isUpgrade ? StepKind.UpgradeRequest : StepKind.Request, Encoding.ASCII.GetBytes(safe), isUpgrade ? null : mutator.Pick(Methods)));
        }

        return steps;
    }
}
