/** Who is signed in in this tab. */
export interface Identity {
  userId: string;
  name: string;
  email: string;
  role: "tutor" | "student";
  tier: number;
}

const key = "identity";

/** Kept for the tab alone: two windows of one browser can be two people, although they share their cookies. */
export function readIdentity(): Identity | null {
  const text = sessionStorage.getItem(key);
  return text ? (JSON.parse(text) as Identity) : null;
}

/** Signs in for development: the server sets the cookie. Throws an Error whose message can be shown. */
export async function signIn(name: string, role: Identity["role"]): Promise<Identity> {
  const response = await fetch("/api/dev/sign-in", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ name, role }),
  });
  if (response.status === 404) throw new Error("This server has no sign-in for development. Start it with ./run.");
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.error ?? `The server answered ${response.status}.`);
  const me: Identity = { userId: answer.user.userId, email: answer.user.email, tier: answer.user.tier, name, role };
  sessionStorage.setItem(key, JSON.stringify(me));
  return me;
}

export async function signOut(): Promise<void> {
  sessionStorage.removeItem(key);
  // The support sessions have a cookie of their own.
  await Promise.allSettled([fetch("/logout", { method: "POST" }), fetch("/api/auth/logout")]);
}
