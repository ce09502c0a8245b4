import assert from "node:assert/strict";
import { group } from "../harness/scenario.mjs";

const png = Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==", "base64");

export default group("project chat, files", (scenario) => {
  const upload = async (ctx, projectId, userId, name, bytes, type = "text/html") => {
    const exchange = ctx.http("POST", `/api/projects/${projectId}/files?name=${encodeURIComponent(name)}`, {
      headers: { authorization: `Bearer ${ctx.token(userId)}`, "content-type": type }, body: bytes,
    });
    const { status, body } = await exchange.done();
    return { status, body: JSON.parse(body) };
  };
  const download = (ctx, url, userId) => ctx.http("GET", url, { headers: { authorization: `Bearer ${ctx.token(userId)}` } }).done();

  scenario("a file is read by members, as what it is and never as a page, and goes with its message", async (ctx) => {
    const { projectId, pages: [a, b] } = await ctx.project();
    const page = await upload(ctx, projectId, a.userId, "../etc/p\u00e4ge.html", "<script>alert(1)</script>");
    assert.equal(page.status, 201);
    assert.deepEqual([page.body.data.name, page.body.data.content_type, page.body.data.bytes], ["_etc_p\u00e4ge.html", "application/octet-stream", 25]);
    const picture = await upload(ctx, projectId, a.userId, "dot.png", png);
    assert.deepEqual([picture.body.data.content_type, picture.body.data.bytes], ["image/png", png.length]);

    const { url } = page.body.data;
    const sent = await ctx.rest("POST", "/messages", a.userId, { project_id: projectId, content: "look", message_type: "file", file_url: url });
    assert.deepEqual([sent.status, sent.body.data.file_url], [201, url]);
    const read = await download(ctx, url, b.userId);
    assert.deepEqual([read.status, read.body], [200, "<script>alert(1)</script>"]);
    assert.equal(read.headers["content-type"], "application/octet-stream");
    assert.match(read.headers["content-disposition"], /^attachment;.*filename\*=UTF-8''_etc_p%C3%A4ge\.html/);
    assert.deepEqual([read.headers["x-content-type-options"], read.headers["content-security-policy"]], ["nosniff", "default-src 'none'; sandbox"]);

    assert.equal((await download(ctx, url, ctx.unique("eve"))).status, 403);
    assert.equal((await upload(ctx, projectId, ctx.unique("eve"), "x", "x")).status, 403);
    assert.equal((await download(ctx, url.replace(page.body.data.id, "unknown"), b.userId)).status, 404);
    assert.equal((await ctx.http("GET", url).done()).status, 401);

    await ctx.rest("DELETE", `/messages/${sent.body.data.id}`, a.userId);
    assert.equal((await download(ctx, url, b.userId)).status, 404);
    assert.equal((await download(ctx, picture.body.data.url, b.userId)).status, 200);
  });

  scenario("a message takes only its own sender's file with it, and only of its project", async (ctx) => {
    const { projectId, pages: [a, b] } = await ctx.project();
    const { url } = (await upload(ctx, projectId, a.userId, "a.txt", "mine")).body.data;
    const forged = await ctx.rest("POST", "/messages", b.userId, { project_id: projectId, content: "yours", message_type: "file", file_url: url });
    await ctx.rest("DELETE", `/messages/${forged.body.data.id}`, b.userId);
    assert.equal((await download(ctx, url, a.userId)).body, "mine");
    const other = await ctx.project();
    assert.equal((await download(ctx, url.replace(projectId, other.projectId), other.pages[0].userId)).status, 404);
  });

  scenario("what says that it is too large is refused before it is sent", async (ctx) => {
    const { projectId, pages: [a] } = await ctx.project();
    const exchange = ctx.http("POST", `/api/projects/${projectId}/files?name=large`, {
      headers: { authorization: `Bearer ${ctx.token(a.userId)}`, "content-length": 26 * 1024 * 1024 }, body: null,
    });
    exchange.request.flushHeaders();
    const { status, body } = await exchange.done();
    assert.deepEqual([status, JSON.parse(body)], [413, { success: false, error: { message: "The file is too large." } }]);
  });
});
