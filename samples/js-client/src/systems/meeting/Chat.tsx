import { useEffect, useRef, useState } from "preact/hooks";
import type { Entry } from "./Meeting";

interface ChatProps {
  entries: Entry[];
  me: string;
  disabled: boolean;
  /** The host has turned it off. */
  off: boolean;
  /** Whether it is looked at. */
  open: boolean;
  onSay: (text: string) => void;
}

/** The meeting's chat. Nothing of it is stored: whoever comes later has not heard it. */
export function Chat({ entries, me, disabled, off, open, onSay }: ChatProps) {
  const [text, setText] = useState("");
  const end = useRef<HTMLDivElement>(null);
  useEffect(() => end.current?.scrollIntoView({ block: "nearest" }), [entries.length, open]);

  function submit(event: Event) {
    event.preventDefault();
    if (!text.trim()) return;
    onSay(text.trim());
    setText("");
  }

  return (
    <section class="chat card" aria-label="Chat">
      <ol class="messages" aria-live="polite">
        {entries.length === 0 && <li class="line">No messages yet.</li>}
        {entries.map((entry) =>
          entry.from ? (
            <li key={entry.id} class={entry.from.id === me ? "bubble own" : "bubble"}>
              <span class="meta">{entry.from.id === me ? "You" : entry.from.name} · {new Date(entry.time).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" })}</span>
              <span class="text">{entry.text}</span>
            </li>
          ) : (
            <li key={entry.id} class="line">{entry.text}</li>
          ),
        )}
        <div ref={end} />
      </ol>
      <form onSubmit={submit}>
        <div class="compose">
          <input name="message" aria-label="Message" placeholder={off ? "The chat is off" : "Message"} autocomplete="off" maxLength={10000} value={text} disabled={disabled || off} onInput={(e) => setText(e.currentTarget.value)} />
          <button class="primary" disabled={disabled || off}>Send</button>
        </div>
      </form>
    </section>
  );
}
