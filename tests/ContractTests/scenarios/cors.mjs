import { group } from "../harness/scenario.mjs";

/** What a browser concludes from a response: may the page of `origin` read it? */
function readable(response, origin, credentials) {
  const allowed = response.headers["access-control-allow-origin"];
  if (credentials) return allowed === origin && response.headers["access-control-allow-credentials"] === "true";
  return allowed === "*" || allowed === origin;
}

/** What a browser concludes from a preflight: may it send the request at all? */
function permitted(response, origin, credentials, method, header) {
  const list = (name) => (response.headers[name] ?? "").toLowerCase().split(",").map((item) => item.trim());
  const simple = ["GET", "HEAD", "POST"].includes(method);
  return response.status >= 200 && response.status < 300 && readable(response, origin, credentials)
    && (simple || list("access-control-allow-methods").some((item) => item === method.toLowerCase() || (item === "*" && !credentials)))
    && (!header || list("access-control-allow-headers").some((item) => item === header || (item === "*" && !credentials)));
}

const pages = [["https://app.example", true], ["https://app.example", false], ["https://evil.example", true], ["https://evil.example", false], ["null", true]];

export default group("cors", (scenario) => {
  for (const profile of ["default", "cors"]) {
    for (const [origin, credentials] of pages) {
      const who = `${profile === "cors" ? "one origin allowed" : "any origin allowed"}: a page of ${origin} ${credentials ? "with" : "without"} cookies`;

      scenario(`${who} opens a session`, { profile }, async (ctx) => {
        const session = ctx.polling();
        const response = await ctx.http("GET", session.url(), { headers: { origin } }).done();
        ctx.record(response.status, readable(response, origin, credentials));
      });

      scenario(`${who} asks before posting`, { profile }, async (ctx) => {
        const session = await ctx.polling().open();
        for (const [method, header] of [["POST", "content-type"], ["POST", "x-custom"], ["PUT", undefined]]) {
          const response = await ctx.http("OPTIONS", session.url(), { headers: { origin, "access-control-request-method": method, ...(header && { "access-control-request-headers": header }) } }).done();
          ctx.record(method, header, permitted(response, origin, credentials, method, header));
        }
      });
    }

    scenario(`${profile === "cors" ? "one origin" : "any origin"} allowed: errors can be read too`, { profile }, async (ctx) => {
      const origin = "https://app.example";
      for (const query of ["EIO=4&transport=bogus", "EIO=4&transport=polling&sid=nobody", "EIO=3&transport=polling"]) {
        const response = await ctx.http("GET", `${ctx.path}?${query}`, { headers: { origin } }).done();
        ctx.record(response.status, readable(response, origin, profile === "cors"));
      }
      const session = await ctx.polling().open("", { origin });
      const post = await session.startPush("40", { headers: { origin, "content-type": "text/plain" } }).done();
      ctx.record(post.status, readable(post, origin, profile === "cors"));
    });

    scenario(`${profile === "cors" ? "one origin" : "any origin"} allowed: a websocket of an allowed page opens`, { profile }, async (ctx) => {
      const socket = ctx.websocket({ headers: { origin: "https://app.example" } });
      ctx.record((await socket.next()).slice(0, 2));
    });
  }

  scenario("a websocket of the same host opens, whatever is allowed", { profile: "cors" }, async (ctx) => {
    const socket = ctx.websocket({ headers: { origin: ctx.base } });
    ctx.record((await socket.next()).slice(0, 2));
  });

  scenario("a websocket without an origin opens", { profile: "cors" }, async (ctx) => {
    ctx.record((await ctx.websocket().next()).slice(0, 2));
  });

  scenario("a websocket of a page that is not allowed", {
    profile: "cors",
    differs: { why: "wire §10.9: the reference accepts a websocket of any origin; ours refuses one that CORS does not allow", ours: ["refused"] },
  }, async (ctx) => {
    const socket = ctx.websocket({ headers: { origin: "https://evil.example" } });
    ctx.record(await socket.opened.then(() => "opened", () => "refused"));
  });
});
