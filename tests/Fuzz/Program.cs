using SocketIoCompat.Fuzz;
using SocketIoCompat.Fuzz.Connection;
using SocketIoCompat.Fuzz.Decoders;

if (!FuzzArguments.TryParse(args, out var arguments))
{
    Console.Error.WriteLine(FuzzArguments.Usage);
    return 2;
}

Console.WriteLine($"{arguments.Command}, seed {arguments.Seed}");
var findings = arguments.Command switch
{
    "decoders" => DecoderFuzzer.Run(arguments),
    "connection" => await ConnectionFuzzer.RunAsync(arguments),
    _ => await MemoryRun.RunAsync(arguments),
};
return findings == 0 ? 0 : 1;
