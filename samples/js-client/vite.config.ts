import { defineConfig } from "vite";

// The server that `npm run dev` passes requests on to; `npm run build` does not need it.
const server = "http://localhost:8766";

export default defineConfig({
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  // Two pages: the applications, and the operator's status.
  build: { target: "es2022", sourcemap: true, rolldownOptions: { input: ["index.html", "status/index.html"] } },
  server: {
    proxy: {
      "/socket.io": { target: server, ws: true },
      "/ws": { target: server, ws: true },
      "/room": { target: server, ws: true },
      "/api": server,
      "/me": server,
      "/logout": server,
    },
  },
});
