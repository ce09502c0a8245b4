import assert from "node:assert/strict";
import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { group, patience, sleep, within } from "../harness/scenario.mjs";

const webm = (length = 5000) => Buffer.concat([Buffer.from([0x1a, 0x45, 0xdf, 0xa3]), Buffer.alloc(length - 4, 7)]);
const Page = "<!doctype html><script>alert(document.cookie)</script>";

/** Somebody's requests: `call(method, path, body, type)` answers {status, headers, bytes, json}. */
function somebody(ctx, headers = {}) {
  return async (method, path, body, type, more = {}) => {
    const response = await fetch(`${ctx.base}/api/recordings${path}`, { method, headers: { ...headers, ...(type && { "content-type": type }), ...more }, body, ...(body instanceof ReadableStream && { duplex: "half" }) });
    const bytes = Buffer.from(await response.arrayBuffer());
    return { status: response.status, headers: response.headers, bytes, get json() { return JSON.parse(bytes); } };
  };
}

const asStudent = (ctx, id) => somebody(ctx, { cookie: ctx.studentCookie(id) });
const asTutor = (ctx, id) => somebody(ctx, { cookie: ctx.tutorCookie(id) });

/** A lesson that exists, and its two people. */
async function lesson(ctx) {
  const [tutorId, studentId] = [ctx.unique("tutor"), ctx.unique("student")];
  const sessionId = await ctx.createSession(tutorId, studentId);
  return { tutorId, studentId, path: `/classroom/${sessionId}`, tutor: asTutor(ctx, tutorId), student: asStudent(ctx, studentId) };
}

const folder = (ctx) => join(ctx.server.folder, "data", "recordings");
const files = (ctx) => (existsSync(folder(ctx)) ? readdirSync(folder(ctx)) : []);

export default group("systems: recordings", (scenario) => {
  scenario("one uploads, both list and play it", async (ctx) => {
    const { tutor, student, studentId, path } = await lesson(ctx);
    const content = webm(100_000);
    const uploaded = await student("POST", `${path}?durationMs=2500`, content, "video/webm;codecs=vp8,opus");
    assert.equal(uploaded.status, 201);
    assert.deepEqual([uploaded.json.data.userId, uploaded.json.data.contentType, uploaded.json.data.bytes, uploaded.json.data.durationMs, uploaded.json.data.mayDelete], [studentId, "video/webm", content.length, 2500, true]);

    const [listed] = (await tutor("GET", path)).json.data;
    assert.deepEqual({ ...listed, mayDelete: true }, uploaded.json.data);
    assert.equal(listed.mayDelete, false);

    const file = listed.url.slice("/api/recordings".length);
    const whole = await tutor("GET", file);
    assert.deepEqual([whole.status, whole.bytes.equals(content)], [200, true]);
    assert.equal(whole.headers.get("content-type"), "video/webm");
    assert.equal(whole.headers.get("x-content-type-options"), "nosniff");
    assert.match(whole.headers.get("content-disposition"), /^inline; filename="recording-[\d-]+\.webm"$/);
    assert.match(whole.headers.get("content-security-policy"), /sandbox/);
    assert.match((await tutor("GET", `${file}?download`)).headers.get("content-disposition"), /^attachment; /);

    const part = await tutor("GET", file, undefined, undefined, { range: "bytes=4-9" });
    assert.deepEqual([part.status, part.headers.get("content-range"), part.bytes.equals(content.subarray(4, 10))], [206, `bytes 4-9/${content.length}`, true]);
    assert.equal((await tutor("GET", file, undefined, undefined, { range: `bytes=${content.length}-` })).status, 416);
  });

  scenario("the calls of each system have recordings of their own", async (ctx) => {
    const support = await ctx.call();
    const [alice, bob] = [ctx.unique("alice"), ctx.unique("bob")];
    const bearer = (id) => ({ authorization: `Bearer ${ctx.callsToken(id)}` });
    const rest = async (path, id, body) => (await fetch(ctx.base + path, { method: "POST", headers: { ...bearer(id), "content-type": "application/json" }, body: JSON.stringify(body) })).json();
    const video = await rest("/api/video/calls", alice, {});
    await rest(`/api/video/calls/${video.data.id}/join`, bob, {});
    const project = await rest("/api/projects", alice, { name: "film", project_name: "film" });
    const projectId = project.data.id;

    for (const [path, one, other] of [
      [`/support-sessions/${support.sessionId}`, { cookie: ctx.cookie(support.customer) }, { cookie: ctx.cookie(support.agent) }],
      [`/user-calls/${video.data.id}`, bearer(alice), bearer(bob)],
      [`/project-chat/${projectId}`, bearer(alice), bearer(alice)],
    ]) {
      const uploaded = await somebody(ctx, one)("POST", path, webm(), "audio/webm");
      assert.equal(uploaded.status, 201, `${path}: ${uploaded.bytes}`);
      assert.deepEqual((await somebody(ctx, other)("GET", path)).json.data.map(({ id }) => id), [uploaded.json.data.id]);
      assert.equal((await somebody(ctx, bearer(ctx.unique("stranger")))("GET", path)).status, path.startsWith("/support") ? 401 : 404);
    }
    const admin = somebody(ctx, { cookie: ctx.cookie(ctx.person("admin")) });
    const path = `/support-sessions/${support.sessionId}`;
    const [{ id }] = (await somebody(ctx, { cookie: ctx.cookie(support.customer) })("GET", path)).json.data;
    assert.equal((await admin("GET", path)).status, 404);
    assert.equal((await admin("DELETE", `${path}/${id}`)).status, 204);
  });

  scenario("who made it deletes it, nobody else but an admin", { own: true }, async (ctx) => {
    const { tutor, student, path } = await lesson(ctx);
    const { id } = (await student("POST", path, webm(), "video/webm")).json.data;
    assert.equal((await tutor("DELETE", `${path}/${id}`)).status, 403);
    assert.equal((await asStudent(ctx, ctx.unique("stranger"))("DELETE", `${path}/${id}`)).status, 404);
    assert.equal(files(ctx).length, 1);
    assert.equal((await student("DELETE", `${path}/${id}`)).status, 204);
    assert.deepEqual([files(ctx), (await tutor("GET", path)).json.data, (await tutor("GET", `${path}/${id}`)).status, (await student("DELETE", `${path}/${id}`)).status], [[], [], 404, 404]);
    const next = (await student("POST", path, webm(), "video/webm")).json.data;
    assert.equal((await somebody(ctx, { cookie: ctx.adminCookie("boss") })("DELETE", `${path}/${next.id}`)).status, 204);
    assert.deepEqual(files(ctx), []);
  });

  scenario("attack: a stranger, nobody, another system's user, another call's address", async (ctx) => {
    const { student, path } = await lesson(ctx);
    const other = await lesson(ctx);
    const { id } = (await student("POST", path, webm(), "video/webm")).json.data;
    for (const [who, status] of [
      [somebody(ctx), 401],
      [somebody(ctx, { cookie: ctx.cookie(ctx.person("admin")) }), 401],
      [somebody(ctx, { authorization: `Bearer ${ctx.callsToken("x")}` }), 401],
      [asStudent(ctx, ctx.unique("stranger")), 404],
      [other.student, 404],
      [somebody(ctx, { cookie: ctx.adminCookie("boss") }), 404],
    ]) {
      assert.equal((await who("POST", path, webm(), "video/webm")).status, status);
      assert.equal((await who("GET", path)).status, status);
      assert.equal((await who("GET", `${path}/${id}`)).status, status);
    }
    assert.equal((await other.student("GET", `${other.path}/${id}`)).status, 404);
    assert.equal((await other.student("DELETE", `${other.path}/${id}`)).status, 404);
    assert.equal((await student("GET", path)).json.data.length, 1);
  });

  scenario("attack: paths", async (ctx) => {
    const { student, path } = await lesson(ctx);
    await student("POST", path, webm(), "video/webm");
    const beside = join(ctx.server.folder, "beside.webm");
    writeFileSync(beside, "not to be had");
    for (const trick of ["..%2f..%2fbeside.webm", "%2e%2e%2f%2e%2e%2fbeside", "..%5c..%5cbeside.webm", "%2fetc%2fpasswd", "a%00b", "*", "' OR 1=1 --", "%ff"]) {
      const got = await student("GET", `${path}/${trick}`);
      assert.ok([400, 404].includes(got.status), `${trick}: ${got.status}`);
      assert.ok([400, 404].includes((await student("DELETE", `${path}/${trick}`)).status));
      assert.ok([400, 401, 404].includes((await student("POST", `/classroom/${trick}`, webm(), "video/webm")).status));
      assert.ok([400, 401, 404].includes((await student("GET", `/${trick}/x`)).status));
    }
    assert.ok(existsSync(beside));
    assert.equal((await student("GET", path)).json.data.length, 1);
  });

  scenario("attack: what is no recording is not taken, and leaves nothing", { own: true }, async (ctx) => {
    const { student, path } = await lesson(ctx);
    for (const type of ["text/html", "image/svg+xml", "application/octet-stream", "video/webm, text/html", "video/", undefined]) {
      assert.equal((await student("POST", path, Buffer.from(Page), type)).status, 415, type);
    }
    for (const type of ["video/webm", "video/mp4", "audio/ogg"]) assert.equal((await student("POST", path, Buffer.from(Page), type)).status, 415, type);
    assert.equal((await student("POST", path, Buffer.alloc(0), "video/webm")).status, 415);
    assert.deepEqual([files(ctx), (await student("GET", path)).json.data], [[], []]);
  });

  scenario("attack: too large, said or not, and more than one may keep", { own: true, limit: 60_000 }, async (ctx) => {
    await ctx.restartWith({ Recordings__MaxBytes: "100000", Recordings__MaxBytesPerUser: "150000" });
    const { student, tutor, path } = await lesson(ctx);
    const silent = (length) => new ReadableStream({ start(controller) { controller.enqueue(webm(length)); controller.close(); } });
    assert.equal((await student("POST", path, webm(100_001), "video/webm")).status, 413);
    assert.equal((await student("POST", path, silent(100_001), "video/webm")).status, 413);
    assert.deepEqual(files(ctx), []);
    const { id } = (await student("POST", path, silent(100_000), "video/webm")).json.data;
    assert.equal((await student("POST", path, webm(50_001), "video/webm")).status, 507);
    assert.equal((await student("POST", path, silent(50_001), "video/webm")).status, 507);
    assert.equal(files(ctx).length, 1);
    assert.equal((await tutor("POST", path, webm(50_001), "video/webm")).status, 201);
    assert.equal((await student("DELETE", `${path}/${id}`)).status, 204);
    assert.equal((await student("POST", path, webm(50_001), "video/webm")).status, 201);
    const both = await Promise.all([1, 2].map(() => student("POST", path, webm(60_000), "video/webm")));
    assert.deepEqual(both.map(({ status }) => status).sort(), [201, 507]);
  });

  scenario("attack: an upload that breaks off leaves nothing", { own: true, limit: 60_000 }, async (ctx) => {
    const { student, studentId, path } = await lesson(ctx);
    const { hostname, port } = new URL(ctx.base);
    const socket = connect(Number(port), hostname);
    socket.on("error", () => {});
    socket.write(`POST /api/recordings${path} HTTP/1.1\r\nHost: x\r\nCookie: ${ctx.studentCookie(studentId)}\r\nContent-Type: video/webm\r\nContent-Length: 200000\r\n\r\n`);
    socket.write(webm(100_000));
    await within(patience, "the beginning of a file", (async () => { while (files(ctx).length === 0) await sleep(20); })());
    socket.destroy();
    await within(10_000, "the end of the file", (async () => { while (files(ctx).length > 0) await sleep(20); })());
    assert.deepEqual((await student("GET", path)).json.data, []);
  });

  scenario("recordings outlive a restart", { own: true, limit: 60_000 }, async (ctx) => {
    const { student, path } = await lesson(ctx);
    const content = webm();
    const { url } = (await student("POST", path, content, "video/webm")).json.data;
    await ctx.server.restart();
    assert.ok((await student("GET", url.slice("/api/recordings".length))).bytes.equals(content));
  });
});
