import { useState } from "preact/hooks";
import { signIn, type Identity } from "./identity";

export function SignIn({ onSignedIn }: { onSignedIn: (me: Identity) => void }) {
  const [name, setName] = useState("");
  const [role, setRole] = useState<Identity["role"]>("tutor");
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState("");

  async function submit(event: Event) {
    event.preventDefault();
    setBusy(true);
    setError("");
    try {
      onSignedIn(await signIn(name.trim(), role));
    } catch (reason) {
      setError(reason instanceof TypeError ? "The server does not answer." : (reason as Error).message);
      setBusy(false);
    }
  }

  return (
    <main class="narrow">
      <form class="card" onSubmit={submit}>
        <h1>Who are you?</h1>
        <p class="muted">Open a second window, sign in there with the other role, and call yourself.</p>
        <label>
          Your name
          <input name="name" required maxLength={80} autocomplete="nickname" autofocus value={name} onInput={(e) => setName(e.currentTarget.value)} />
        </label>
        <fieldset>
          <legend>You are the</legend>
          {(["tutor", "student"] as const).map((value) => (
            <label class="choice" key={value}>
              <input type="radio" name="role" value={value} checked={role === value} onChange={() => setRole(value)} />
              {value}
            </label>
          ))}
        </fieldset>
        {error && <p class="error" role="alert">{error}</p>}
        <button class="primary" disabled={busy}>{busy ? "Signing in…" : "Enter"}</button>
      </form>
    </main>
  );
}
