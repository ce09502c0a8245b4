// node-ws.js as a member of a cluster: REDIS=host:port, REDIS_ADAPTER=classic|sharded|streams.
const http = require("http").createServer();
const { Server } = require("socket.io");
const { createClient } = require("redis");

(async () => {
  const client = createClient({ url: `redis://${process.env.REDIS}` });
  const subscriber = client.duplicate();
  await Promise.all([client.connect(), subscriber.connect()]);
  const { createAdapter, createShardedAdapter } = require("@socket.io/redis-adapter");
  const adapter = {
    classic: () => createAdapter(client, subscriber),
    sharded: () => createShardedAdapter(client, subscriber),
    streams: () => require("@socket.io/redis-streams-adapter").createAdapter(client),
  }[process.env.REDIS_ADAPTER ?? "classic"]();
  require("./app.js")(new Server(http, { maxHttpBufferSize: 1e6, perMessageDeflate: false, serveClient: false, adapter }));
  http.listen(+process.env.PORT, "127.0.0.1");
})();
