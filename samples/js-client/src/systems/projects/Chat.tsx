import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import type { MessageRow, Visit } from "./types";
import type { Draft, useMessages } from "./useMessages";

interface ChatProps extends ReturnType<typeof useMessages> {
  me: string;
  visits: Visit[];
  nameOf: (userId: string) => string;
  disabled: boolean;
}

type Entry = { at: number; message?: MessageRow; visit?: Visit };

export function Chat({ me, visits, nameOf, disabled, messages, waiting, typing, sendMessage, sendTyping, stopTyping, retry }: ChatProps) {
  const [text, setText] = useState("");
  const end = useRef<HTMLDivElement>(null);
  const entries = useMemo(() => inOrder(messages, visits), [messages, visits]);
  useEffect(() => end.current?.scrollIntoView({ block: "nearest" }), [entries.length, waiting.length]);

  function submit(event: Event) {
    event.preventDefault();
    const said = text.trim();
    if (!said) return;
    sendMessage(said);
    setText("");
  }

  function typed(value: string) {
    setText(value);
    if (value) sendTyping();
    else stopTyping();
  }

  return (
    <section class="chat card" aria-label="Chat">
      <ol class="messages" aria-live="polite">
        {entries.length === 0 && waiting.length === 0 && <li class="line">No messages yet. Say hello.</li>}
        {entries.map(({ message, visit }) =>
          message ? (
            <Message key={message.id} message={message} me={me} nameOf={nameOf} />
          ) : (
            <li key={`visit-${visit!.id}`} class="line">{nameOf(visit!.userId)} {visit!.kind === "came" ? "is here" : "left"}</li>
          ),
        )}
        {waiting.map((draft) => <Waiting key={draft.id} draft={draft} onRetry={retry} />)}
        <div ref={end} />
      </ol>
      <p class="typing" aria-live="polite">{typing.length > 0 ? `${typing.map(nameOf).join(", ")} is typing…` : " "}</p>
      <form onSubmit={submit}>
        <div class="compose">
          <input name="message" aria-label="Message" placeholder="Message" autocomplete="off" maxLength={10000} value={text} disabled={disabled}
            onInput={(e) => typed(e.currentTarget.value)} />
          <button class="primary" disabled={disabled}>Send</button>
        </div>
      </form>
    </section>
  );
}

function Message({ message, me, nameOf }: { message: MessageRow; me: string; nameOf: (userId: string) => string }) {
  if (message.is_system_message) return <li class="line">{message.content}</li>;
  const own = message.sender_id === me;
  const name = message.sender_name ?? nameOf(message.sender_id);
  return (
    <li class={own ? "bubble own" : "bubble"}>
      <span class="meta">{own ? "You" : name} · {time(message.created_at)}{message.is_edited ? " · edited" : ""}</span>
      {message.is_deleted ? <em class="muted">This message was deleted</em> : <span class="text">{message.content}</span>}
      {!message.is_deleted && message.file_url && isSafe(message.file_url) && <a href={message.file_url}>{message.file_url}</a>}
      {message.reactions.length > 0 && <span class="meta">{message.reactions.map((r) => r.emoji).join(" ")}</span>}
      {own && <Status message={message} nameOf={nameOf} />}
    </li>
  );
}

/** What became of an own message. */
function Status({ message: { read_by, delivered_to }, nameOf }: { message: MessageRow; nameOf: (userId: string) => string }) {
  const status = read_by.length > 0 ? "read" : delivered_to.length > 0 ? "delivered" : "sent";
  const text = { read: `Read by ${read_by.map(nameOf).join(", ")}`, delivered: "Delivered", sent: "Sent" }[status];
  return <span class={`meta status ${status}`} data-status={status}>{text}</span>;
}

function Waiting({ draft, onRetry }: { draft: Draft; onRetry: (draft: Draft) => void }) {
  return (
    <li class="bubble own waiting">
      <span class="text">{draft.content}</span>
      {draft.failed ? (
        <span class="meta error" data-status="failed">
          Not sent <button class="quiet" onClick={() => onRetry(draft)}>Try again</button>
        </span>
      ) : (
        <span class="meta" data-status="sending">Sending…</span>
      )}
    </li>
  );
}

function inOrder(messages: MessageRow[], visits: Visit[]): Entry[] {
  const entries: Entry[] = [
    ...messages.map((message) => ({ at: Date.parse(message.created_at), message })),
    ...visits.map((visit) => ({ at: visit.at, visit })),
  ];
  return entries.sort((a, b) => a.at - b.at);
}

function time(iso: string): string {
  return new Date(iso).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
}

/** What others link to must not be a script. */
function isSafe(url: string): boolean {
  return /^(https?:|\/)/i.test(url);
}
