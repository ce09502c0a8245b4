import assert from "node:assert/strict";
import { group } from "../harness/scenario.mjs";

const online = (page) => page.updates("presence:change").map(({ online_users }) => online_users.toSorted());

export default group("project chat, presence", (scenario) => {
  scenario("coming and going is told to everybody in the project, each user once", async (ctx) => {
    const { projectId, pages: [a] } = await ctx.project(1);
    const bob = ctx.unique("bob");
    const b = await ctx.page(bob, projectId);
    await ctx.settle(b);
    const { online_users: users, ...rest } = b.updates("presence:change").at(-1);
    assert.deepEqual(rest, { event: "presence:change", conversation_id: projectId });
    assert.deepEqual(users.toSorted(), [a.userId, bob].toSorted());
    const b2 = await ctx.page(bob, projectId);
    await ctx.settle(a);
    assert.deepEqual(online(a).at(-1), [bob, a.userId].toSorted());
    const left = a.until("presence without bob", ({ data }) => data.event === "presence:change" && !data.online_users.includes(bob));
    b.socket.close();
    b2.socket.close();
    assert.deepEqual((await left).data.online_users, [a.userId]);
  });

  scenario("user:presence is told to all and to its sender; offline takes the user out of the list", async (ctx) => {
    const { projectId, pages: [a, b] } = await ctx.project();
    a.send("user:presence", { conversation_id: projectId, status: "offline" });
    await ctx.settle(a, b);
    for (const page of [a, b]) assert.deepEqual(online(page), [[b.userId]]);
    a.send("user:presence", { conversation_id: projectId, status: "online" });
    await ctx.settle(a, b);
    for (const page of [a, b]) assert.deepEqual(online(page).at(-1), [a.userId, b.userId].toSorted());
    a.send("user:presence", { conversation_id: projectId, status: "online" });
    await ctx.settle(a, b);
    assert.equal(online(b).length, 3);
  });

  scenario("a page without a project hears nothing of it until it is bound, by either event", async (ctx) => {
    const { projectId, pages: [a, b] } = await ctx.project();
    for (const bind of [(page) => page.send("user:presence", { conversation_id: projectId, status: "online" }), (page) => page.send("subscribe:chat", { project_id: projectId })]) {
      const late = await ctx.page(b.userId);
      a.send("typing:indicator", { conversation_id: projectId, is_typing: true });
      a.send("message:status", { conversation_id: projectId, message_id: "m", status: "read" });
      await ctx.settle(a, late);
      assert.deepEqual(late.got, []);
      bind(late);
      await ctx.settle(late);
      a.send("typing:indicator", { conversation_id: projectId, is_typing: true });
      await ctx.settle(a, late);
      assert.equal(late.updates("typing:change").length, 1);
    }
  });

  scenario("somebody who is no member reaches and hears nothing", async (ctx) => {
    const { projectId, pages: [a, b] } = await ctx.project();
    const eve = await ctx.page(ctx.unique("eve"));
    eve.send("subscribe:chat", { project_id: projectId });
    eve.send("user:presence", { conversation_id: projectId, status: "online" });
    eve.send("typing:indicator", { conversation_id: projectId, is_typing: true });
    eve.send("message:status", { conversation_id: projectId, message_id: "m", status: "read" });
    eve.signal(projectId, { type: "call-offer", recipientId: a.userId, offer: { type: "offer", sdp: "x" }, callType: "audio" });
    eve.signal(projectId, { type: "group-join", callType: "audio" });
    a.send("typing:indicator", { conversation_id: projectId, is_typing: true });
    a.send("user:presence", { conversation_id: projectId, status: "online" });
    a.signal(projectId, { type: "call-offer", recipientId: eve.userId, offer: { type: "offer", sdp: "x" }, callType: "audio" });
    await ctx.rest("POST", "/messages", a.userId, { project_id: projectId, content: "secret" });
    await ctx.settle(eve, a, b);
    assert.deepEqual(eve.got, []);
    assert.deepEqual(a.signals(), []);
    for (const page of [a, b]) for (const users of online(page)) assert.ok(!users.includes(eve.userId));
    assert.equal((await ctx.rest("GET", `/messages?project_id=${projectId}`, eve.userId)).status, 403);
    assert.ok([403, 404].includes((await ctx.rest("POST", "/messages", eve.userId, { project_id: projectId, content: "hi" })).status));
    await ctx.settle(a, b);
    assert.equal(b.updates("message:new").length, 1);
  });

  scenario("typing reaches the others, with a name, and ends with its page", async (ctx) => {
    const { projectId, pages: [a, b] } = await ctx.project();
    const a2 = await ctx.page(a.userId, projectId);
    a2.forget();
    b.forget();
    a.send("typing:indicator", { conversation_id: projectId, is_typing: true });
    a.send("typing:indicator", { conversation_id: projectId, is_typing: false });
    await ctx.settle(a, a2, b);
    assert.deepEqual(b.updates("typing:change"), [
      { event: "typing:change", typing_users: [{ user_id: a.userId, user: { full_name: `${a.userId}@example.org` } }], conversation_id: projectId },
      { event: "typing:change", typing_users: [], conversation_id: projectId },
    ]);
    assert.deepEqual([...a.updates("typing:change"), ...a2.updates("typing:change")], []);
    a.send("typing:indicator", { conversation_id: projectId, is_typing: true });
    await ctx.settle(a, b);
    const stopped = b.until("end of typing", ({ data }) => data.event === "typing:change" && data.typing_users.length === 0);
    a.socket.terminate();
    await stopped;
  });

  scenario("message:status is told to all and to its sender, in camel case; what lacks something is ignored", async (ctx) => {
    const { projectId, pages: [a, b] } = await ctx.project();
    a.send("message:status", { conversation_id: projectId, message_id: "m1", status: "delivered", event: "message:new", userId: "mallory" });
    for (const data of [{ message_id: "m1", status: "read" }, { conversation_id: projectId, status: "read" }, { conversation_id: projectId, message_id: "m1" }, { conversation_id: projectId, message_id: "m1", status: "eaten" }]) a.send("message:status", data);
    await ctx.settle(a, b);
    const expected = [{ event: "message:status", messageId: "m1", userId: a.userId, status: "delivered", conversation_id: projectId }];
    for (const page of [a, b]) assert.deepEqual(page.updates("message:status"), expected);
  });

  scenario("a removed member hears of it, and then of nothing", async (ctx) => {
    const { projectId, pages: [a, b] } = await ctx.project();
    await ctx.call(projectId, a, b);
    const { body } = await ctx.rest("GET", `/projects/${projectId}/chat-members`, a.userId);
    const member = body.data.find(({ user_id }) => user_id === b.userId);
    assert.equal((await ctx.rest("DELETE", `/projects/${projectId}/chat-members/${member.id}`, b.userId)).status, 403);
    assert.equal((await ctx.rest("DELETE", `/projects/${projectId}/chat-members/${member.id}`, a.userId)).status, 200);
    await ctx.settle(a, b);
    for (const page of [a, b]) {
      const [removed] = page.got.filter(({ event }) => event === "chat:member_removed");
      assert.deepEqual(removed.data, { member_id: member.id, user_id: b.userId, user_name: `${b.userId}@example.org`, removed_by: a.userId });
    }
    assert.deepEqual(a.signals("call-ended").map(({ senderId }) => senderId), [b.userId]);
    b.forget();
    b.send("user:presence", { conversation_id: projectId, status: "online" });
    const again = await ctx.page(b.userId, projectId);
    a.send("typing:indicator", { conversation_id: projectId, is_typing: true });
    await ctx.rest("POST", "/messages", a.userId, { project_id: projectId, content: "without bob" });
    await ctx.settle(a, b, again);
    assert.deepEqual([b.got, again.got], [[], []]);
    const status = await ctx.rest("GET", `/projects/${projectId}/chat-access-status`, b.userId);
    assert.deepEqual(status.body.data, { status: "removed", hasAccess: false });
  });
});
