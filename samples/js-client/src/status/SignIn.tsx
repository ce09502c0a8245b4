import { useState } from "preact/hooks";
import type { Credential } from "./useStatus";

export function SignIn({ refusal, busy, onSubmit }: { refusal: string; busy: boolean; onSubmit: (credential: Credential) => void }) {
  const [username, setUsername] = useState("");
  const [password, setPassword] = useState("");
  return (
    <main class="narrow">
      <form
        class="card"
        onSubmit={(event) => {
          event.preventDefault();
          onSubmit({ username, password });
        }}
      >
        <h1>Status</h1>
        <p class="muted">For the operator of this server.</p>
        <label>
          Name
          <input name="username" type="text" required autocomplete="username" autofocus value={username} onInput={(e) => setUsername(e.currentTarget.value)} />
        </label>
        <label>
          Password
          <input name="password" type="password" required autocomplete="current-password" value={password} onInput={(e) => setPassword(e.currentTarget.value)} />
        </label>
        {refusal && <p class="error" role="alert">{refusal}</p>}
        <button class="primary" disabled={busy}>{busy ? "Signing in…" : "Sign in"}</button>
      </form>
    </main>
  );
}
