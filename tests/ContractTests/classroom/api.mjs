import assert from "node:assert/strict";
import { group } from "../harness/scenario.mjs";

const names = (socket) => socket.got.map(([name]) => name);

/** A notification for a user, made as a service would, by Development's endpoint. */
async function notify(ctx, userId, title) {
  const response = await ctx.post("/api/dev/notifications", { userId, title, message: `about ${title}`, type: "booking_new", data: { bookingId: "b1" } });
  assert.equal(response.status, 200, response.body);
}

export default group("classroom api", (scenario) => {
  scenario("a notification reaches every tab of its user and nobody else, is listed, read, and counted", async (ctx) => {
    const userId = ctx.unique("student");
    const tabs = [await ctx.user(ctx.studentCookie(userId)), await ctx.user(ctx.studentCookie(userId))];
    const other = await ctx.user(ctx.studentCookie(ctx.unique("student")));
    const away = await ctx.user(ctx.studentCookie(userId));
    for (const socket of [...tabs, other]) {
      const listed = ctx.until(socket, "notification:list");
      socket.emit("notification:subscribe");
      assert.deepEqual(await listed, { notifications: [], unreadCount: 0 });
      socket.got.length = 0;
    }
    const arrived = Promise.all(tabs.map((tab) => ctx.until(tab, "notification:new")));
    await notify(ctx, userId, "first");
    const [one, two] = await arrived;
    assert.deepEqual(one, two);
    assert.deepEqual({ ...one, id: "", timestamp: "" }, { id: "", timestamp: "", userId, userType: "student", type: "booking_new", title: "first", message: "about first", isRead: false, data: { bookingId: "b1" } });
    await notify(ctx, userId, "second");
    await ctx.settle(...tabs, other, away);
    assert.deepEqual([...other.got, ...away.got], []);

    const listed = ctx.until(tabs[0], "notification:list");
    tabs[0].emit("notification:get-all", { limit: 1, offset: 1 });
    assert.deepEqual(await listed, { notifications: [one], unreadCount: 2 });
    const read = Promise.all(tabs.map((tab) => ctx.until(tab, "notification:read")));
    tabs[0].emit("notification:mark-read", one.id);
    for (const event of await read) assert.deepEqual(event, { notificationId: one.id, unreadCount: 1 });
    const all = Promise.all(tabs.map((tab) => ctx.until(tab, "notification:read-all")));
    tabs[1].emit("notification:mark-all-read");
    for (const event of await all) assert.deepEqual(event, { unreadCount: 0 });
  });

  scenario("nobody reads or marks another's notifications", async (ctx) => {
    const userId = ctx.unique("student");
    const [owner, thief] = [await ctx.user(ctx.studentCookie(userId)), await ctx.user(ctx.studentCookie(ctx.unique("student")))];
    owner.emit("notification:subscribe");
    const arrived = ctx.until(owner, "notification:new");
    await ctx.settle(owner);
    await notify(ctx, userId, "private");
    const { id } = await arrived;
    thief.emit("notification:mark-read", id);
    thief.emit("notification:mark-read", { id, userId });
    const list = ctx.until(thief, "notification:list");
    thief.emit("notification:get-all", { userId, limit: 50 });
    assert.deepEqual(await list, { notifications: [], unreadCount: 0 });
    await ctx.settle(thief);
    const own = ctx.until(owner, "notification:list");
    owner.emit("notification:get-all");
    assert.equal((await own).unreadCount, 1);
  });

  scenario("notifications survive a restart", { own: true, limit: 60_000 }, async (ctx) => {
    const userId = ctx.unique("student");
    await notify(ctx, userId, "kept");
    assert.equal(await ctx.server.restart(), 0);
    const client = await ctx.user(ctx.studentCookie(userId));
    const list = ctx.until(client, "notification:list");
    client.emit("notification:subscribe");
    const { notifications, unreadCount } = await list;
    assert.deepEqual([notifications.map(({ title }) => title), unreadCount], [["kept"], 1]);
  });

  scenario("signing in, asking who one is, signing out", async (ctx) => {
    const signedIn = await ctx.post("/api/dev/sign-in", { name: "Ada Lovelace", role: "tutor" });
    const [cookie] = signedIn.headers["set-cookie"];
    assert.match(cookie, /^tutorAuth=[^;]+;/);
    for (const attribute of [/httponly/i, /samesite=lax/i, /path=\//i]) assert.match(cookie, attribute);
    assert.ok(!/%7B/i.test(cookie), "a protected cookie is no JSON");
    const value = cookie.split(";")[0];
    const me = JSON.parse((await ctx.http("GET", "/me", { headers: { cookie: value } }).done()).body);
    assert.deepEqual([me.user.firstName, me.user.lastName, me.user.tier], ["Ada", "Lovelace", 2]);
    assert.equal((await ctx.http("GET", "/me").done()).status, 401);
    const out = await ctx.post("/logout", {}, value);
    assert.equal(out.status, 200);
    assert.ok(out.headers["set-cookie"].some((text) => /^tutorAuth=;.*expires=Thu, 01 Jan 1970/i.test(text)));
  });

  for (const body of ["", "null", "[]", "7", "{", '{"studentId":7}', '{"studentId":""}', '{"studentId":"s","tutorId":{}}', '{"studentId":"s","durationMinutes":-1}', `{"studentId":"${"s".repeat(5000)}"}`]) {
    scenario(`a session is not created from ${body.slice(0, 40) || "nothing"}`, async (ctx) => {
      const response = await ctx.http("POST", "/api/sessions/classroom", { headers: { "content-type": "application/json", cookie: ctx.tutorCookie(ctx.unique("tutor")) }, body }).done();
      assert.equal(response.status, 400, response.body);
      assert.equal(JSON.parse(response.body).success, false);
    });
  }

  scenario("a tutor creates only sessions of his own, and no id twice", async (ctx) => {
    const [tutor, other] = [ctx.unique("tutor"), ctx.unique("tutor")];
    assert.equal((await ctx.post("/api/sessions/classroom", { tutorId: other, studentId: "s" }, ctx.tutorCookie(tutor))).status, 403);
    const sessionId = await ctx.createSession(tutor, "s");
    assert.equal((await ctx.post("/api/sessions/classroom", { sessionId, studentId: "another" }, ctx.tutorCookie(tutor))).status, 409);
  });

  scenario("an address of a file that is not there, or tries another folder, is 404", async (ctx) => {
    const headers = { cookie: ctx.tutorCookie(ctx.unique("tutor")) };
    for (const id of ["nothing", "..%2f..%2fclassroom.db", "x".repeat(3000), "'%20or%201=1--"]) {
      assert.equal((await ctx.http("GET", `/api/classroom/files/${id}`, { headers }).done()).status, 404, id);
    }
  });

  scenario("an attachment is served so that nothing in it can run", async (ctx) => {
    const { student, studentId, sessionId } = await ctx.lesson();
    const page = "<script>alert(1)</script>";
    const sent = ctx.until(student, "chat:message");
    student.emit("chat:send", { sessionId, text: "a page", fileUrl: `data:text/html;base64,${Buffer.from(page).toString("base64")}`, fileName: "page.html", fileType: "file", fileSize: page.length });
    const { id } = await sent;
    const response = await ctx.http("GET", `/api/classroom/files/${id}`, { headers: { cookie: ctx.studentCookie(studentId) } }).done();
    assert.deepEqual([response.status, response.body], [200, page]);
    assert.doesNotMatch(response.headers["content-type"], /html/);
    assert.match(response.headers["content-disposition"], /^attachment/);
    assert.equal(response.headers["x-content-type-options"], "nosniff");
  });

  scenario("a participant who has not joined may write; it is stored, and the members get it", async (ctx) => {
    const { tutor, student, sessionId } = await ctx.lesson({ join: false });
    tutor.emit("session:join", { sessionId });
    await ctx.settle(tutor);
    const arrived = ctx.until(tutor, "chat:message");
    student.emit("chat:send", { sessionId, text: "from outside" });
    assert.equal((await arrived).text, "from outside");
    const history = ctx.until(student, "chat:history");
    student.emit("chat:request-history", { sessionId });
    assert.deepEqual((await history).map(({ text }) => text), ["from outside"]);
    assert.ok(!names(student).includes("session:error"));
  });
});
