import { useEffect, useRef, useState } from "preact/hooks";
import type { Entry, useChat } from "./useChat";

export function Chat({ messages, sendMessage, disabled }: ReturnType<typeof useChat> & { disabled: boolean }) {
  const [text, setText] = useState("");
  const end = useRef<HTMLDivElement>(null);
  useEffect(() => end.current?.scrollIntoView({ block: "nearest" }), [messages.length]);

  function submit(event: Event) {
    event.preventDefault();
    if (!text.trim()) return;
    sendMessage(text.trim());
    setText("");
  }

  return (
    <section class="chat card" aria-label="Chat">
      <ol class="messages" aria-live="polite">
        {messages.length === 0 && <li class="line">No messages yet. Say hello.</li>}
        {messages.map((entry) => <Item key={entry.id} entry={entry} />)}
        <div ref={end} />
      </ol>
      <form onSubmit={submit}>
        <div class="compose">
          <input name="message" aria-label="Message" placeholder="Message" autocomplete="off" maxLength={10000} value={text} disabled={disabled}
            onInput={(e) => setText(e.currentTarget.value)} />
          <button class="primary" disabled={disabled}>Send</button>
        </div>
      </form>
    </section>
  );
}

function Item({ entry }: { entry: Entry }) {
  if ("line" in entry) return <li class="line">{entry.line}</li>;
  const time = new Date(entry.timestamp).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
  return (
    <li class={entry.own ? "bubble own" : "bubble"}>
      <span class="meta">{entry.own ? "You" : entry.sender} · {time}</span>
      <span class="text">{entry.text}</span>
    </li>
  );
}
