import { useEffect, useState } from "preact/hooks";

export type ToastKind = "info" | "warning" | "error";

interface Toast {
  id: number;
  text: string;
  kind: ToastKind;
}

const lifetime = 6000;
const most = 4;
let nextId = 1;
let shown: Toast[] = [];
let changed: (toasts: Toast[]) => void = () => undefined;

function set(toasts: Toast[]) {
  shown = toasts;
  changed(shown);
}

/** Says something in passing. The newest few stay on the screen for some seconds; screen readers hear them. */
export function toast(text: string, kind: ToastKind = "info"): void {
  const id = nextId++;
  set([...shown, { id, text, kind }].slice(-most));
  setTimeout(() => set(shown.filter((t) => t.id !== id)), lifetime);
}

/** Does what may fail, and says so if it does. */
export async function attempt(action: () => void | Promise<void>, failure: string): Promise<void> {
  try {
    await action();
  } catch (error) {
    // Whoever closes the browser's question has changed their mind.
    if ((error as Error).name !== "NotAllowedError") toast(`${failure}: ${(error as Error).message}`, "error");
  }
}

export function Toasts() {
  const [toasts, setToasts] = useState(shown);
  useEffect(() => {
    changed = setToasts;
    return () => {
      changed = () => undefined;
    };
  }, []);
  return (
    <div class="toasts" role="status" aria-live="polite">
      {toasts.map((t) => (
        <div key={t.id} class={`toast ${t.kind}`}>{t.text}</div>
      ))}
    </div>
  );
}

/** A notification of the browser, for a page that is not looked at; nothing where they are not allowed. */
export function notify(title: string, body: string): void {
  if ("Notification" in window && Notification.permission === "granted" && document.hidden) {
    new Notification(title, { body });
  }
}
