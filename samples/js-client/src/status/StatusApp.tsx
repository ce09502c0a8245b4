import { Dashboard } from "./Dashboard";
import { SignIn } from "./SignIn";
import { duration } from "./format";
import { useStatus, type Phase } from "./useStatus";

const texts: Record<Exclude<Phase, "signed out" | "off">, [className: string, text: string]> = {
  connecting: ["connecting", "Connecting…"],
  connected: ["connected", "Live"],
  reconnecting: ["reconnecting", "Connection lost, reconnecting…"],
};

export function StatusApp() {
  const { phase, refusal, hello, history, connect, signOut } = useStatus();
  if (phase === "off") {
    return (
      <main class="narrow">
        <div class="card">
          <h1>The status page is off</h1>
          <p class="muted">It is there when the server is started with <code>ADMIN_USERNAME</code> and <code>ADMIN_PASSWORD</code>.</p>
          <button onClick={() => location.reload()}>Try again</button>
        </div>
      </main>
    );
  }
  const latest = history.at(-1);
  if (phase === "signed out" || (phase === "connecting" && !hello)) return <SignIn refusal={refusal} busy={phase === "connecting"} onSubmit={connect} />;
  const [className, text] = texts[phase];
  return (
    <>
      <header class="bar">
        <strong class="brand">{hello?.serverId ?? "Status"}</strong>
        <span class={`connection ${className}`} role="status" data-state={phase}>
          <span class="dot" aria-hidden="true" />
          {text}
        </span>
        <span class="who muted">
          {hello && `version ${hello.version.split("+")[0]}, .NET ${hello.runtime}, process ${hello.pid}`}
          {latest && `, up ${duration(latest.uptime)}`}
        </span>
        <button class="quiet" onClick={signOut}>Sign out</button>
      </header>
      {hello && latest ? <Dashboard hello={hello} history={history} stale={phase !== "connected"} /> : <main class="message" aria-busy="true">Waiting for the first second…</main>}
    </>
  );
}
