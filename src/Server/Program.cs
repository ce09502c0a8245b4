using SocketIoCompat.Server;

return await ServerProgram.RunAsync(args);
