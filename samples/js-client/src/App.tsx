import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";
import { readAddress } from "./address";
import { readIdentity, signOut, type Identity } from "./session/identity";
import { SignIn } from "./session/SignIn";
import { systems, type PageProps } from "./systems";
import { Toasts } from "./ui/toasts";

function useAddress(): [string, string] {
  const [hash, setHash] = useState(location.hash);
  useEffect(() => {
    const changed = () => setHash(location.hash);
    addEventListener("hashchange", changed);
    return () => removeEventListener("hashchange", changed);
  }, []);
  return readAddress(hash);
}

export function App() {
  const [me, setMe] = useState<Identity | null>(readIdentity);
  const [path, room] = useAddress();
  const system = systems.find((s) => s.path === path) ?? systems[0]!;

  return (
    <>
      <header class="bar">
        <strong class="brand">SocketIoCompat</strong>
        {me && (
          <>
            <nav aria-label="Applications">
              {systems.map((s) => (
                <a
                  key={s.path}
                  href={`#/${s.path}/${s.defaultRoom}`}
                  aria-current={s === system ? "page" : undefined}
                  // On a phone they may be more than fit beside each other.
                  ref={(link) => { if (s === system) link?.scrollIntoView({ block: "nearest", inline: "nearest" }); }}
                >
                  {s.title}
                </a>
              ))}
            </nav>
            <span class="who">
              {me.name} <span class="tag">{me.role}</span>
            </span>
            <button
              class="quiet"
              onClick={() => {
                void signOut();
                setMe(null);
              }}
            >
              Sign out
            </button>
          </>
        )}
      </header>
      <Toasts />
      {me ? <Page key={`${system.path}/${room}/${me.userId}`} load={system.load} me={me} room={room || system.defaultRoom} /> : <SignIn onSignedIn={setMe} />}
    </>
  );
}

function Page({ load, ...props }: PageProps & { load: () => Promise<{ default: ComponentType<PageProps> }> }) {
  const [Loaded, setLoaded] = useState<ComponentType<PageProps> | null>(null);
  const [failed, setFailed] = useState(false);
  useEffect(() => {
    load().then((module) => setLoaded(() => module.default), () => setFailed(true));
  }, [load]);
  if (failed) return <main class="message">This page could not be loaded. Is the server still there?</main>;
  return Loaded ? <Loaded {...props} /> : <main class="message" aria-busy="true">Loading…</main>;
}
