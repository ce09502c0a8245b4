// The conformance app's form for the tests of the npm package engine.io-client.

export const engineOptions = {
  pingInterval: 500,
  maxHttpBufferSize: 100,
  cors: { origin: "*" },
  allowRequest: (request, callback) => callback(null, !new URL(request.url, "http://localhost").searchParams.has("deny")),
};

export function start(engine) {
  engine.on("initial_headers", (headers) => {
    headers["set-cookie"] = [
      "1=1; Max-Age=86400",
      "2=2; Path=/; HttpOnly; Secure; SameSite=Strict",
      "3=3; Max-Age=0",
      `4=4; Expires=${new Date().toUTCString()}`,
    ];
  });
  engine.on("connection", (session) => {
    session.send("hi");
    session.on("data", (data) => {
      if (data === "give binary") session.send(Buffer.from([0, 1, 2, 3, 4]));
      else if (data === "give utf8") session.send("пойду спать всем спокойной ночи");
      else if (data === "sendHeaders") session.send(JSON.stringify((session.transport.dataReq ?? session.request).headers));
      else session.send(data);
    });
  });
}
