import assert from "node:assert/strict";
import { group, patience, within } from "../harness/scenario.mjs";

const iso = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const columns = [
  "id", "project_id", "sender_id", "recipient_id", "content", "message_type", "file_url", "is_read", "created_at", "status", "delivered_to", "read_by",
  "reply_to_message_id", "reactions", "is_pinned", "is_starred", "is_edited", "is_deleted", "is_system_message", "system_message_type",
  "system_message_data", "sender_name", "recipient_name",
];

export default group("project chat, messages", (scenario) => {
  scenario("a message is stored, answered and told once to each page, also to its author and to pages without a project", async (ctx) => {
    const { projectId, pages: [a, b, c] } = await ctx.project(3);
    const unbound = await ctx.page(c.userId);
    const request = {
      project_id: projectId, content: "<b>hi</b> \ud83d\ude00", recipient_id: b.userId, reply_to_message_id: "m0",
      id: "forged", sender_id: c.userId, created_at: "2001-01-01", is_system_message: true,
    };
    const { status, body } = await ctx.rest("POST", "/messages", a.userId, request);
    assert.equal(status, 201);
    const row = body.data;
    assert.deepEqual(Object.keys(row), columns);
    assert.match(row.created_at, iso);
    const { id, sender_id, content, delivered_to, read_by, is_read, is_system_message, sender_name, recipient_name, reply_to_message_id } = row;
    assert.notEqual(id, "forged");
    assert.deepEqual(
      { sender_id, content, delivered_to, read_by, is_read, is_system_message, sender_name, recipient_name, reply_to_message_id },
      { sender_id: a.userId, content: request.content, delivered_to: [], read_by: [], is_read: 0, is_system_message: 0, sender_name: `${a.userId}@example.org`, recipient_name: `${b.userId}@example.org`, reply_to_message_id: "m0" });
    await ctx.settle(a, b, c, unbound);
    for (const page of [a, b, c, unbound]) assert.deepEqual(page.updates("message:new"), [{ event: "message:new", message: row, conversation_id: projectId }]);
    const list = await ctx.rest("GET", `/messages?project_id=${projectId}&_t=1`, b.userId);
    assert.deepEqual([list.status, list.body.data], [200, [row]]);
  });

  scenario("conversation_id is the project too; what is broken is refused and told to nobody", async (ctx) => {
    const { projectId, pages: [a, b] } = await ctx.project();
    assert.equal((await ctx.rest("POST", "/messages", a.userId, { conversation_id: projectId, content: "x" })).status, 201);
    const refused = [
      "{", "[]", "", { content: "x" }, { project_id: projectId }, { project_id: projectId, content: "" }, { project_id: projectId, content: 7 },
      { project_id: projectId, content: {} }, { project_id: {}, content: "x" }, { project_id: projectId, content: "x".repeat(10_001) },
      { project_id: projectId, content: "x", message_type: "script" }, { project_id: projectId, content: "x", file_url: "javascript:alert(1)" },
      { project_id: projectId, content: "x", recipient_id: "stranger" }, { project_id: projectId, content: "a\u0000b" },
    ];
    for (const body of refused) {
      const { status, body: answer } = await ctx.rest("POST", "/messages", a.userId, body);
      assert.equal(status, 400, JSON.stringify(body));
      assert.equal(answer.success, false);
      assert.equal(typeof answer.error.message, "string");
    }
    assert.equal((await ctx.rest("POST", "/messages", a.userId, { project_id: projectId })).body.error.message, "Missing required field: content");
    await ctx.settle(a, b);
    assert.equal(b.updates("message:new").length, 1);
  });

  scenario("without a good token there is a 401 with its code", async (ctx) => {
    for (const [headers, code] of [[{}, "NO_TOKEN"], [{ authorization: "Basic x" }, "INVALID_FORMAT"], [{ authorization: "Bearer " }, "EMPTY_TOKEN"], [{ authorization: "Bearer a.b.c" }, "INVALID_TOKEN"], [{ authorization: `Bearer ${ctx.token("a", { expiresIn: -1 })}` }, "INVALID_TOKEN"]]) {
      for (const [method, path] of [["GET", "/messages?project_id=p"], ["POST", "/messages"], ["GET", "/projects"], ["GET", "/profiles/me"], ["GET", "/auth/me"], ["PUT", "/messages/m/read"]]) {
        const { status, body } = await ctx.rest(method, path, undefined, undefined, { headers });
        assert.deepEqual([status, body.success, body.error.code], [401, false, code]);
      }
    }
  });

  scenario("delivered and read are kept, and count as read", async (ctx) => {
    const { projectId, pages: [a, b] } = await ctx.project();
    const message = (await ctx.rest("POST", "/messages", a.userId, { project_id: projectId, content: "one" })).body.data;
    const unread = async (userId) => (await ctx.rest("GET", "/messages/unread/counts", userId)).body.data;
    const before = await unread(b.userId);
    assert.deepEqual([before.total_unread, before.projects[0].unread_count, before.projects[0].project_id, before.projects[0].last_message_preview], [1, 1, projectId, "one"]);
    assert.equal((await unread(a.userId)).total_unread, 0);
    b.send("message:status", { conversation_id: projectId, message_id: message.id, status: "delivered" });
    await ctx.settle(b);
    assert.equal((await ctx.rest("PUT", `/messages/${message.id}/read`, a.userId, { status: "read" })).status, 200);
    const delivered = (await ctx.rest("GET", `/messages?project_id=${projectId}`, a.userId)).body.data[0];
    assert.deepEqual([delivered.status, delivered.delivered_to, delivered.read_by], ["delivered", [b.userId], []]);
    const read = await ctx.rest("PUT", `/messages/${message.id}/read`, b.userId, { status: "read" });
    assert.deepEqual([read.status, read.body.data.read_by, read.body.data.is_read, read.body.data.status], [200, [b.userId], 1, "read"]);
    assert.equal((await unread(b.userId)).total_unread, 0);
    assert.equal((await ctx.rest("PUT", "/messages/unknown/read", b.userId, { status: "read" })).status, 404);
    const info = await ctx.rest("GET", `/messages/${message.id}/info`, a.userId);
    assert.equal(info.body.data.receipts[0].user_id, b.userId);
    assert.equal((await ctx.rest("GET", `/messages/${message.id}/info`, b.userId)).status, 403);
    await ctx.rest("POST", "/messages", a.userId, { project_id: projectId, content: "two" });
    const marked = await ctx.rest("PUT", `/messages/projects/${projectId}/mark-read`, b.userId);
    assert.equal(marked.body.data.project_id, projectId);
    assert.match(marked.body.data.marked_read_at, iso);
    assert.equal((await unread(b.userId)).total_unread, 0);
  });

  scenario("edit, delete, pin, star and react are told as message:new with a type, for those who may", async (ctx) => {
    const { projectId, pages: [a, b] } = await ctx.project();
    const { id } = (await ctx.rest("POST", "/messages", b.userId, { project_id: projectId, content: "one" })).body.data;
    await ctx.settle(a, b);
    a.forget();
    const change = (method, path, userId, body) => ctx.rest(method, `/messages/${id}${path}`, userId, body);
    assert.equal((await change("PUT", "", a.userId, { content: "forged" })).status, 403);
    assert.equal((await change("DELETE", "", a.userId)).status, 403);
    assert.equal((await change("PUT", "/pin", b.userId)).status, 403);
    assert.equal((await change("PUT", "", b.userId, { content: 1 })).status, 400);
    assert.equal((await change("PUT", "", ctx.unique("eve"), { content: "x" })).status, 404);
    assert.equal((await change("PUT", "", b.userId, { content: "two" })).body.data.is_edited, 1);
    assert.equal((await change("PUT", "/pin", a.userId)).body.data.is_pinned, 1);
    assert.equal((await change("PUT", "/star", a.userId)).body.data.is_starred, 1);
    assert.deepEqual((await change("POST", "/react", a.userId, { emoji: "\ud83d\udc4d" })).body.data.reactions, [{ emoji: "\ud83d\udc4d", user_id: a.userId }]);
    assert.deepEqual((await change("POST", "/react", a.userId, { emoji: "\ud83d\udc4d" })).body.data.reactions, []);
    assert.equal((await change("POST", "/report", a.userId, { reason: "spam" })).status, 200);
    assert.equal((await change("DELETE", "", b.userId, { deleteForEveryone: true })).body.data.is_deleted, 1);
    await ctx.settle(a);
    assert.deepEqual(a.updates("message:new").map(({ message }) => message.type), [...Array(5).fill("message_updated"), "message_deleted"]);
    assert.deepEqual(a.updates("message:new")[0].message.content, "two");
  });

  scenario("signing up, in, and to a project of one's own, which others ask to join", async (ctx) => {
    const email = `${ctx.unique("Ann")}@example.org`;
    const sign = (path, body) => ctx.rest("POST", `/auth/${path}`, undefined, body);
    const short = await sign("signup", { email, password: "short" });
    assert.deepEqual([short.status, short.body.error.code], [400, "WEAK_PASSWORD"]);
    const signed = await sign("signup", { email, password: "long enough", full_name: "Ann Other", user_category: "editor" });
    assert.equal(signed.status, 201);
    const again = await sign("signup", { email: email.toUpperCase(), password: "long enough" });
    assert.deepEqual([again.status, again.body.error.code], [409, "USER_EXISTS"]);
    for (const [body, status, code] of [[{ email }, 400, "MISSING_CREDENTIALS"], [{ email: "no@example.org", password: "x" }, 404, "USER_NOT_FOUND"], [{ email, password: "wrong" }, 401, "INVALID_PASSWORD"]]) {
      const refused = await sign("login", body);
      assert.deepEqual([refused.status, refused.body.success, refused.body.error.code], [status, false, code]);
    }
    const { status, body } = await sign("login", { email, password: "long enough" });
    assert.deepEqual([status, body.success, body.data.user.email, body.data.user.user_category], [200, true, email, "editor"]);
    assert.ok(!JSON.stringify(body).includes("hash"));
    const { token, user } = body.data;
    const as = (method, path, more) => ctx.rest(method, path, undefined, more, { token });
    assert.equal((await as("GET", "/profiles/me")).body.data.full_name, "Ann Other");
    const project = (await as("POST", "/projects", { name: "Film" })).body.data;
    assert.equal(project.creator_id, user.id);
    assert.deepEqual((await as("GET", "/projects")).body.data.map(({ id }) => id), [project.id]);

    const page = ctx.open(`?token=${token}&project_id=${project.id}`);
    await within(patience, "open", page.opened);
    const bob = ctx.unique("bob");
    const his = await ctx.page(bob, project.id);
    assert.deepEqual(his.got, []);
    const access = async () => (await ctx.rest("GET", `/projects/${project.id}/chat-access-status`, bob)).body.data;
    assert.deepEqual(await access(), { status: "can_request", hasAccess: false });
    const asked = page.until("join request", ({ event }) => event === "chat:join_request");
    const request = await ctx.rest("POST", `/projects/${project.id}/chat-join-request`, bob, {});
    assert.equal((await asked).data.request_id, request.body.data.id);
    assert.equal((await access()).status, "pending");
    assert.equal((await ctx.rest("POST", `/projects/${project.id}/chat-join-requests/${request.body.data.id}/approve`, bob)).status, 403);
    const approved = his.until("approval", ({ event }) => event === "chat:request_approved");
    const joined = page.until("join row", ({ event }) => event === "chat:message");
    assert.equal((await as("POST", `/projects/${project.id}/chat-join-requests/${request.body.data.id}/approve`)).status, 200);
    assert.deepEqual((await approved).data, { request_id: request.body.data.id, user_id: bob, user_name: `${bob}@example.org`, approved_by: user.id, approved_by_name: "Ann Other" });
    assert.equal((await joined).data.system_message_type, "join");
    assert.deepEqual(await access(), { status: "member", hasAccess: true });
    const ring = his.until("offer", ({ data }) => data.type === "call-offer");
    page.signal(project.id, { type: "call-offer", recipientId: bob, offer: {}, callType: "audio" });
    assert.equal((await ring).data.senderName, "Ann Other");
    assert.equal((await ctx.rest("GET", "/health")).body.status, "ok");
  });

  scenario("messages are there after the server was started again", { own: true }, async (ctx) => {
    const { projectId, pages: [a] } = await ctx.project(1);
    const sent = [];
    for (let i = 0; i < 20; i++) sent.push((await ctx.rest("POST", "/messages", a.userId, { project_id: projectId, content: `m${i}` })).body.data);
    await ctx.server.restart();
    assert.deepEqual((await ctx.rest("GET", `/messages?project_id=${projectId}`, a.userId)).body.data, sent);
  });
});
