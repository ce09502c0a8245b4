import assert from "node:assert/strict";
import { group } from "../harness/scenario.mjs";

export default group("project chat, attacks", (scenario) => {
  scenario("who is no member gets nothing from any address of a project, and changes nothing", async (ctx) => {
    const { projectId, pages: [a, b] } = await ctx.project();
    await ctx.call(projectId, a, b);
    const { id } = (await ctx.rest("POST", "/messages", a.userId, { project_id: projectId, content: "secret" })).body.data;
    const member = (await ctx.rest("GET", `/projects/${projectId}/chat-members`, a.userId)).body.data[0].id;
    const eve = ctx.unique("eve");
    const asked = (await ctx.rest("POST", `/projects/${projectId}/chat-join-request`, eve, {})).body.data.id;
    await ctx.settle(a, b);
    for (const page of [a, b]) page.forget();
    const attempts = [
      ["GET", `/projects/${projectId}`], ["GET", `/projects/${projectId}/calls`], ["GET", `/projects/${projectId}/chat-members`],
      ["GET", `/projects/${projectId}/chat-join-requests`], ["POST", `/projects/${projectId}/chat-join-requests/${asked}/approve`],
      ["POST", `/projects/${projectId}/chat-join-requests/${asked}/reject`], ["DELETE", `/projects/${projectId}/chat-members/${member}`],
      ["POST", "/project-chat-members", { project_id: projectId, user_id: eve }], ["GET", `/messages?project_id=${projectId}`],
      ["POST", "/messages", { project_id: projectId, content: "forged" }], ["PUT", `/messages/projects/${projectId}/mark-read`],
      ["PUT", `/messages/${id}/read`, { status: "read" }], ["GET", `/messages/${id}/info`], ["PUT", `/messages/${id}/pin`], ["PUT", `/messages/${id}/star`],
      ["POST", `/messages/${id}/react`, { emoji: "\ud83d\udc4d" }], ["POST", `/messages/${id}/report`, { reason: "x" }], ["PUT", `/messages/${id}`, { content: "forged" }],
      ["DELETE", `/messages/${id}`, { deleteForEveryone: true }],
    ];
    for (const [method, path, body] of attempts) {
      const { status, body: answer } = await ctx.rest(method, path, eve, body);
      assert.ok([403, 404].includes(status), `${method} ${path} answered ${status}`);
      assert.ok(answer.success === false && !JSON.stringify(answer).includes("secret"), path);
    }
    assert.equal((await ctx.rest("GET", "/messages/unread/counts", eve)).body.data.total_unread, 0);
    await ctx.settle(a, b);
    assert.deepEqual([a.got, b.got], [[], []]);
    const [message] = (await ctx.rest("GET", `/messages?project_id=${projectId}`, a.userId)).body.data;
    assert.deepEqual([message.content, message.is_deleted, message.reactions.length, message.read_by], ["secret", 0, 0, []]);
    assert.deepEqual((await ctx.rest("GET", `/projects/${projectId}/chat-access-status`, eve)).body.data, { status: "pending", hasAccess: false });
  });
});
