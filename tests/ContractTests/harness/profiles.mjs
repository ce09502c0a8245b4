/** The sets of flags that the conformance app is started with (the same on both servers). */
export const profiles = {
  default: ["--quiet"],
  greeting: [],
  fast: ["--quiet", "--ping-interval", "300", "--ping-timeout", "400", "--connect-timeout", "1000"],
  small: ["--quiet", "--max-payload", "1000"],
  cookie: ["--quiet", "--cookie", "io"],
  deflate: ["--quiet", "--deflate"],
  cors: ["--quiet", "--cors", "https://app.example"],
  recovery: ["--quiet", "--recovery", "60000"],
  forgetful: ["--quiet", "--recovery", "300"],
  "socketio-client": ["--app", "socketio-client"],
  "engineio-client": ["--app", "engineio-client"],
  eio3: ["--quiet", "--eio3"],
  "eio3-fast": ["--quiet", "--eio3", "--ping-interval", "300", "--ping-timeout", "400"],
  msgpack: ["--quiet", "--parser", "msgpack"],
  "msgpack-recovery": ["--quiet", "--parser", "msgpack", "--recovery", "60000"],
  path: ["--quiet", "--path", "/chat/"],
};
