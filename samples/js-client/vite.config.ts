import { defineConfig } from "vite";

// The server that `npm run dev` passes requests on to; `npm run build` does not need it.
const server = "http://localhost:8766";

export default defineConfig({
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  build: { target: "es2022", sourcemap: true },
  server: {
    proxy: {
      "/socket.io": { target: server, ws: true },
      "/api": server,
      "/me": server,
      "/logout": server,
    },
  },
});
