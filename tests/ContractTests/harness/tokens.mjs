import { createHmac } from "node:crypto";

const part = (text) => Buffer.from(text).toString("base64url");

/** A JSON web token made here, so that no code under test signs what it then believes. */
export function jwt(claims, secret, header = { alg: "HS256", typ: "JWT" }) {
  const text = `${part(JSON.stringify(header))}.${part(JSON.stringify(claims))}`;
  return `${text}.${createHmac("sha256", secret).update(text).digest("base64url")}`;
}

/** cookie-parser's signed cookie, as it stands in the header. */
export const signedCookie = (name, value, secret) =>
  `${name}=${encodeURIComponent(`s:${value}.${createHmac("sha256", secret).update(value).digest("base64").replace(/=+$/, "")}`)}`;

export const inSeconds = (seconds) => Math.floor(Date.now() / 1000) + seconds;

/** An identity's JSON with its signature, as a program that shares the classroom's secret makes it. */
export function signedJson(name, identity, secret) {
  const json = JSON.stringify(identity);
  return `${name}=${encodeURIComponent(`${json}.${createHmac("sha256", secret).update(`${name}=${json}`).digest("base64url")}`)}`;
}
