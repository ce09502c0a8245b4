import assert from "node:assert/strict";
import { group } from "../harness/scenario.mjs";

const booking = { category: "technical", subject: "Printer", description: "It burns", date: "2099-03-04T00:00:00.000Z", time: "09:30" };

async function register(ctx, more = {}) {
  const email = `${ctx.unique("User")}@Example.org`;
  const answer = await ctx.rest("POST", "/auth/register", undefined, { body: { firstName: "Ann", lastName: "Lee", email, password: "secret1", ...more } });
  return { email, answer };
}

async function login(ctx, email, password = "secret1") {
  const answer = await ctx.rest("POST", "/auth/login", undefined, { body: { email, password } });
  return { ...answer, cookie: answer.headers["set-cookie"]?.[0].split(";")[0] };
}

export default group("support: pages", (scenario) => {
  scenario("register, sign in, see oneself, sign out", async (ctx) => {
    const { email, answer } = await register(ctx);
    assert.deepEqual([answer.status, answer.body.status, "token" in answer.body], [201, "OK", false]);
    const { status, body, headers, cookie } = await login(ctx, email.toLowerCase());
    assert.deepEqual([status, body.status, body.message.name, body.message.email, body.message.role], [200, "OK", "Ann Lee", email, "customer"]);
    assert.ok(body.message.token.split(".").length === 3 && !/password|hash/i.test(JSON.stringify(body)));
    for (const attribute of [/httponly/i, /secure/i, /samesite=none/i, /path=\//i, /expires=/i]) assert.match(headers["set-cookie"][0], attribute);
    const profile = await ctx.rest("GET", "/auth/profile", undefined, { cookie });
    assert.deepEqual(profile.body, { status: "OK", message: { name: "Ann Lee", email, role: "customer", avatar: null, phone: null, preferences: { notifications: { email: true, push: true }, language: "en", timezone: "UTC" } } });
    const out = await ctx.rest("GET", "/auth/logout", undefined, { cookie });
    assert.deepEqual([out.status, out.body], [200, { status: "OK" }]);
    assert.match(out.headers["set-cookie"][0], /^supportly_auth_token=;.*1970/);
  });

  scenario("the cookie's attributes can be those of plain HTTP", { own: true, limit: 60_000 }, async (ctx) => {
    await ctx.server.stop();
    await ctx.server.launch({ SupportSessions__SecureCookie: "false" });
    const { email } = await register(ctx);
    const { headers } = await login(ctx, email);
    for (const attribute of [/httponly/i, /samesite=lax/i, /path=\//i]) assert.match(headers["set-cookie"][0], attribute);
    assert.doesNotMatch(headers["set-cookie"][0], /secure/i);
  });

  scenario("the login's refusals", async (ctx) => {
    const { email } = await register(ctx);
    const wrong = await login(ctx, email, "secret2");
    assert.deepEqual([wrong.status, wrong.body.status, wrong.body.message, wrong.body.success, wrong.body.error.code, wrong.cookie], [401, "ERROR", "Password is incorrect", false, "INVALID_PASSWORD", undefined]);
    const unknown = await login(ctx, "nobody@example.org");
    assert.deepEqual([unknown.status, unknown.body.message, unknown.body.error.code], [404, "Account not registered", "USER_NOT_FOUND"]);
    for (const body of [{}, { email }, { password: "x" }, { email: 7, password: [] }, [], "text", null]) {
      const { status, body: answer } = await ctx.rest("POST", "/auth/login", undefined, { body });
      assert.deepEqual([status, answer.error.code, Array.isArray(answer.errors)], [400, "MISSING_CREDENTIALS", true]);
    }
  });

  scenario("the registration's refusals", async (ctx) => {
    const { email } = await register(ctx);
    assert.deepEqual((({ status, body }) => [status, body.message])(await ctx.rest("POST", "/auth/register", undefined, { body: { firstName: "B", email: email.toUpperCase(), password: "secret1" } })), [403, "User already registered"]);
    for (const [more, path] of [[{ firstName: "" }, "firstName"], [{ firstName: "a\u0007" }, "firstName"], [{ email: "none" }, "email"], [{ email: "a b@c" }, "email"], [{ password: "short" }, "password"]]) {
      const { answer } = await register(ctx, more);
      assert.deepEqual([answer.status, answer.body.errors[0].path], [400, path]);
    }
    const { answer } = await register(ctx, { role: "admin", email: `${ctx.unique("sly")}@example.org` });
    assert.equal(answer.status, 201);
  });

  scenario("attack: nobody registers as an agent", async (ctx) => {
    const email = `${ctx.unique("sly")}@example.org`;
    await register(ctx, { email, role: "admin" });
    assert.equal((await login(ctx, email)).body.message.role, "customer");
  });

  scenario("book, assign, join, list", async (ctx) => {
    const [customer, agent] = [ctx.person(), ctx.person("support_agent")];
    const booked = await ctx.rest("POST", "/sessions", customer, { body: booking });
    assert.deepEqual([booked.status, booked.body.message, booked.body.session.customer, booked.body.session.description], [201, "Support session booked successfully", { name: customer.name, email: customer.email }, "It burns"]);
    const { id } = booked.body.session;
    await ctx.rest("GET", "/auth/profile", agent);
    const assigned = await ctx.rest("PUT", `/sessions/${id}`, agent, { body: { email: agent.email.toUpperCase(), priority: "high", notes: "hot" } });
    assert.deepEqual([assigned.status, assigned.body.message, assigned.body.session.status, assigned.body.session.agentId._id, assigned.body.session.priority, assigned.body.session.notes], [200, "Session updated successfully", "active", agent._id, "high", "hot"]);
    const { status, body: { session } } = await ctx.rest("GET", `/sessions/${id}`, customer);
    assert.equal(status, 200);
    assert.deepEqual([session.sessionId, session.customerId.email, session.customerId.name, session.agentId.name, session.category, session.subject, session.date], [id, customer.email, customer.name, agent.name, "technical", "Printer", "2099-03-04T09:30:00.000Z"]);
    assert.match(session._id, /^[0-9a-f]{24}$/);
    assert.ok(!("id" in session) && !/password|hash/i.test(JSON.stringify(session)));
    const c = await ctx.page(customer, id);
    const joined = ctx.until(c, "user-joined");
    await ctx.page(agent, id);
    await joined;
    const own = await ctx.rest("GET", "/sessions/all?page=1&limit=5", customer);
    assert.deepEqual([own.body.sessions.map((s) => s.sessionId), own.body.total, own.body.currentPage, own.body.totalPages, own.body.limit], [[id], 1, 1, 1, 5]);
    const all = await ctx.rest("GET", "/sessions/all", agent);
    assert.ok(all.body.sessions.some((s) => s.sessionId === id));
    const other = ctx.person("support_agent");
    const ofAgent = async (person) => (await ctx.rest("GET", "/sessions/all?own=true", person)).body.sessions.map((s) => s.sessionId);
    assert.deepEqual([await ofAgent(agent), await ofAgent(other)], [[id], []]);
  });

  scenario("assign and status", async (ctx) => {
    const { sessionId, customer, agent } = await ctx.call();
    const other = ctx.person("support_agent");
    await ctx.rest("GET", "/auth/profile", other);
    const assigned = await ctx.rest("PATCH", `/sessions/${sessionId}/assign`, agent, { body: { agentId: other._id } });
    assert.deepEqual([assigned.status, assigned.body.message, assigned.body.session.agentId._id], [200, "Agent assigned successfully", other._id]);
    const set = await ctx.rest("PATCH", `/sessions/${sessionId}/status`, other, { body: { status: "waiting" } });
    assert.deepEqual([set.status, set.body.message, set.body.session.status], [200, "Session status updated successfully", "waiting"]);
    assert.equal((await ctx.rest("PATCH", `/sessions/${sessionId}/status`, other, { body: { status: "pending" } })).body.session.status, "active");
    for (const [path, body, status, message] of [
      [`/sessions/${sessionId}/assign`, {}, 400, "Agent ID is required"],
      [`/sessions/${sessionId}/assign`, { agentId: customer._id }, 404, "Agent not found"],
      [`/sessions/${sessionId}/status`, { status: "odd" }, 400, "Valid status is required"],
      [`/sessions/${ctx.newSession()}/status`, { status: "active" }, 404, "Session not found"],
      [`/sessions/${ctx.newSession()}/assign`, { agentId: other._id }, 404, "Session not found"],
    ]) assert.deepEqual((({ status: s, body: b }) => [s, b.message])(await ctx.rest("PATCH", path, other, { body })), [status, message]);
    const forbidden = await ctx.rest("PUT", `/sessions/${sessionId}`, other, { body: { email: customer.email } });
    assert.deepEqual([forbidden.status, forbidden.body.message], [403, "User is not authorized to be assigned as agent"]);
  });

  scenario("the booking's refusals", async (ctx) => {
    const customer = ctx.person();
    assert.deepEqual((({ status, body }) => [status, body.message])(await ctx.rest("POST", "/sessions", customer, { body: { ...booking, date: "2001-01-01" } })), [400, "Invalid date and time"]);
    for (const [more, path] of [[{ category: "odd" }, "category"], [{ subject: "" }, "subject"], [{ description: " " }, "description"], [{ date: "soon" }, "date"], [{ time: "25:99" }, "time"]]) {
      const { status, body } = await ctx.rest("POST", "/sessions", customer, { body: { ...booking, ...more } });
      assert.deepEqual([status, body.errors.map((e) => e.path)], [400, [path]]);
    }
  });

  scenario("teams and agents", async (ctx) => {
    const [customer, agent] = [ctx.person(), ctx.person("support_agent")];
    await ctx.rest("GET", "/auth/profile", agent);
    const teams = await ctx.rest("GET", "/teams", customer);
    assert.deepEqual(teams.body.map(({ name }) => name), ["Support"]);
    const agents = await ctx.rest("GET", "/users?role=support_agent", customer);
    assert.deepEqual(agents.body.find((u) => u._id === agent._id), { _id: agent._id, name: agent.name, email: agent.email });
    assert.equal((await ctx.rest("GET", "/users?role=customer", customer)).status, 403);
  });

  scenario("attack: everything without a good cookie is 401, and nothing redirects", async (ctx) => {
    const person = ctx.person("admin");
    for (const cookie of [undefined, `supportly_auth_token=${ctx.token(person)}`, ctx.cookie(person, { expiresIn: -1 }), ctx.cookie(person, { secret: "x" }), ctx.cookie(person, { cookieSecret: "x" })]) {
      for (const [method, path] of [["GET", "/sessions/all"], ["GET", `/sessions/${ctx.newSession()}`], ["POST", "/sessions"], ["PUT", "/sessions/x"], ["PATCH", "/sessions/x/assign"], ["PATCH", "/sessions/x/status"], ["GET", "/users"], ["GET", "/teams"], ["GET", "/auth/profile"], ["GET", "/auth/logout"]]) {
        assert.deepEqual((({ status, body }) => [status, body])(await ctx.rest(method, path, undefined, { cookie })), [401, { message: "Unauthorized" }], path);
      }
    }
  });

  scenario("attack: strangers read and change no session", async (ctx) => {
    const { sessionId, customer, agent } = await ctx.call();
    const stranger = ctx.person();
    const { status, body } = await ctx.rest("GET", `/sessions/${sessionId}`, stranger);
    assert.deepEqual([status, "session" in body], [403, false]);
    assert.equal((await ctx.rest("GET", `/sessions/${sessionId}`, ctx.person("support_agent"))).status, 403);
    assert.equal((await ctx.rest("GET", `/sessions/${sessionId}`, ctx.person("admin"))).status, 200);
    assert.equal((await ctx.rest("GET", `/sessions/${ctx.newSession()}`, stranger)).status, 404);
    for (const person of [stranger, customer]) {
      for (const [method, path, change] of [["PUT", "", { status: "closed" }], ["PATCH", "/status", { status: "closed" }], ["PATCH", "/assign", { agentId: stranger._id }]]) {
        assert.equal((await ctx.rest(method, `/sessions/${sessionId}${path}`, person, { body: change })).status, 403);
      }
    }
    assert.deepEqual((await ctx.rest("GET", "/sessions/all", stranger)).body.sessions, []);
    assert.equal((await ctx.rest("GET", `/sessions/${sessionId}`, agent)).body.session.status, "active");
  });

  scenario("asking for a session takes no place in it", async (ctx) => {
    const sessionId = ctx.newSession();
    const [curious, customer] = [ctx.person(), ctx.person()];
    assert.equal((await ctx.rest("GET", `/sessions/${sessionId}`, curious)).status, 404);
    await ctx.page(customer, sessionId);
    assert.equal((await ctx.rest("GET", `/sessions/${sessionId}`, customer)).body.session.customerId._id, customer._id);
  });
});
