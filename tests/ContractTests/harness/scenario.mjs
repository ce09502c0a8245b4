/**
 * A scenario is one small conversation with a server: `run(ctx)` talks and records what it saw.
 *
 * options:
 *   profile  the flags the server runs with (profiles.mjs); scenarios of one profile share a server
 *   own      true: a server of its own, for scenarios that stop it or count what is in it
 *   long     true: for the long runs only
 *   differs  { why, ours }: where we differ on purpose: `ours` is the trace expected of our server
 *            (the reference's is still recorded, and must be another one, or the difference is gone)
 */
export function group(name, define) {
  const scenarios = [];
  const add = (title, options, run) => {
    if (typeof options === "function") [options, run] = [{}, options];
    scenarios.push({ name: `${name}: ${title}`.toWellFormed(), group: name, profile: "default", limit: 60_000, ...options, run });
  };
  define(add);
  return scenarios;
}

/** How long anything that is to come is waited for, in milliseconds: long, for a machine that does much else. */
export const patience = 30_000;

/** Rejects when `promise` has not settled after `ms`: every wait of a scenario is bounded and says what it waited for. */
export function within(ms, what, promise) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no ${what} within ${ms} ms`)), ms);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

export const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
