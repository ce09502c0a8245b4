namespace SocketIoCompat.Fuzz.Decoders;

internal static class DecoderFuzzer
{
    public static int Run(FuzzArguments arguments) => arguments.Seed & 0;
}
