import assert from "node:assert/strict";
import { group } from "../harness/scenario.mjs";

export default group("user calls: records", (scenario) => {
  scenario("create, join, end", async (ctx) => {
    const [host, guest] = [ctx.unique("host"), ctx.unique("guest")];
    const created = await ctx.rest("POST", "", host, { body: { room_name: "room é" } });
    assert.ok([200, 201].includes(created.status));
    assert.equal(created.body.success, true);
    const { id, host_id, guest_id, status, room_name } = created.body.data;
    assert.deepEqual({ host_id, guest_id, room_name }, { host_id: host, guest_id: null, room_name: "room é" });
    assert.ok(!["active", "ended"].includes(status));
    const joined = await ctx.rest("POST", `/${id}/join`, guest);
    assert.deepEqual([joined.status, joined.body.success, joined.body.data.status, joined.body.data.guest_id], [200, true, "active", guest]);
    assert.equal((await ctx.rest("POST", `/${id}/join`, guest)).status, 200);
    for (const user of [host, guest]) assert.deepEqual((await ctx.rest("GET", `/${id}`, user)).body.data, joined.body.data);
    const ended = await ctx.rest("POST", `/${id}/end`, guest);
    assert.deepEqual([ended.status, ended.body.data.status], [200, "ended"]);
    const again = await ctx.rest("POST", `/${id}/end`, host);
    assert.deepEqual([again.status, again.body.data], [200, ended.body.data]);
    assert.equal((await ctx.rest("POST", `/${id}/join`, guest)).status, 409);
  });

  scenario("a room needs no name and no body", async (ctx) => {
    const host = ctx.unique("host");
    for (const options of [{}, { body: {} }, { body: { room_name: null } }]) {
      const { status, body } = await ctx.rest("POST", "", host, options);
      assert.deepEqual([status, body.data.room_name], [201, null]);
    }
    for (const body of [{ room_name: 7 }, { room_name: "x".repeat(5000) }, [1]]) assert.equal((await ctx.rest("POST", "", host, { body })).status, 400);
  });

  scenario("attack: a third user, wrong ids", async (ctx) => {
    const [host, guest, third] = [ctx.unique("host"), ctx.unique("guest"), ctx.unique("third")];
    const { id } = (await ctx.rest("POST", "", host)).body.data;
    assert.equal((await ctx.rest("GET", `/${id}`, third)).status, 403);
    assert.equal((await ctx.rest("POST", `/${id}/end`, third)).status, 403);
    assert.equal((await ctx.rest("POST", `/${id}/join`, host)).status, 400);
    await ctx.rest("POST", `/${id}/join`, guest);
    const before = (await ctx.rest("GET", `/${id}`, host)).body.data;
    for (const [method, path] of [["POST", `/${id}/join`], ["POST", `/${id}/end`], ["GET", `/${id}`]]) {
      const { status, body } = await ctx.rest(method, path, third);
      assert.deepEqual([status, body.success, "data" in body], [403, false, false]);
    }
    assert.deepEqual((await ctx.rest("GET", `/${id}`, host)).body.data, before);
    for (const [method, suffix] of [["GET", ""], ["POST", "/join"], ["POST", "/end"]]) {
      assert.equal((await ctx.rest(method, `/no-uuid${suffix}`, host)).status, 400);
      assert.equal((await ctx.rest(method, `/00000000-0000-4000-8000-000000000000${suffix}`, host)).status, 404);
    }
  });

  scenario("records survive a restart", { own: true, limit: 60_000 }, async (ctx) => {
    const host = ctx.unique("host");
    const { id } = (await ctx.rest("POST", "", host, { body: { room_name: "kept" } })).body.data;
    assert.equal(await ctx.server.restart(), 0);
    assert.equal((await ctx.rest("GET", `/${id}`, host)).body.data.room_name, "kept");
  });
});
