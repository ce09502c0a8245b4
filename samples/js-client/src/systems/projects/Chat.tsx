import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { Compose, type Intent } from "./Compose";
import { Message, senderOf, textOf, Waiting } from "./Message";
import type { MessageRow, Visit } from "./types";
import type { MessageChanges } from "./useMessageChanges";
import type { useMessages } from "./useMessages";

interface ChatProps extends ReturnType<typeof useMessages> {
  me: string;
  isCreator: boolean;
  visits: Visit[];
  nameOf: (userId: string) => string;
  changes: MessageChanges;
  /** Reads a file of the project's. */
  load: (url: string) => Promise<Blob>;
  disabled: boolean;
}

type Entry = { at: number; message?: MessageRow; visit?: Visit };

/** Closer to the end than this, in pixels, what is new is followed; who reads further up is left there. */
const nearEnd = 120;

export function Chat({ me, isCreator, visits, nameOf, changes, load, disabled, messages, waiting, typing, sendMessage, sendTyping, stopTyping, retry }: ChatProps) {
  const [intent, setIntent] = useState<Intent | null>(null);
  const [menu, setMenu] = useState("");
  const list = useRef<HTMLOListElement>(null);
  const follows = useRef(true);
  const entries = useMemo(() => inOrder(messages, visits), [messages, visits]);
  const byId = useMemo(() => new Map(messages.map((message) => [message.id, message])), [messages]);
  const toEnd = () => list.current && (list.current.scrollTop = list.current.scrollHeight);
  useEffect(() => void (follows.current && toEnd()), [entries.length]);
  useEffect(() => void (waiting.length > 0 && toEnd()), [waiting.length]);
  // What the others took away meanwhile can be neither answered nor changed.
  const intended = intent && byId.get(intent.message.id)?.is_deleted ? null : intent;

  function scrolled({ scrollHeight, scrollTop, clientHeight }: HTMLElement) {
    follows.current = scrollHeight - scrollTop - clientHeight < nearEnd;
  }

  function show(messageId: string) {
    const element = document.getElementById(`message-${messageId}`);
    element?.scrollIntoView({ block: "nearest" });
    element?.focus();
  }

  return (
    <section class="chat card" aria-label="Chat">
      <Pinned messages={messages} nameOf={nameOf} onShow={show} />
      <ol class="messages" ref={list} aria-live="polite" onScroll={(e) => scrolled(e.currentTarget)}>
        {entries.length === 0 && waiting.length === 0 && <li class="line">No messages yet. Say hello.</li>}
        {entries.map(({ message, visit }) =>
          message ? (
            <Message key={message.id} message={message} answered={byId.get(message.reply_to_message_id ?? "")} me={me} isCreator={isCreator} nameOf={nameOf}
              changes={changes} load={load} isOpen={menu === message.id} onMenu={disabled ? undefined : (open) => setMenu(open ? message.id : "")} onIntent={setIntent} onShow={show} />
          ) : (
            <li key={`visit-${visit!.id}`} class="line">{nameOf(visit!.userId)} {visit!.kind === "came" ? "is here" : "left"}</li>
          ),
        )}
        {waiting.map((draft) => <Waiting key={draft.id} draft={draft} onRetry={retry} />)}
      </ol>
      <p class="typing" aria-live="polite">{typing.length > 0 ? `${typing.map(nameOf).join(", ")} is typing…` : " "}</p>
      <Compose disabled={disabled} intent={intended} nameOf={(message) => (message.sender_id === me ? "yourself" : senderOf(message, nameOf))}
        onCancel={() => setIntent(null)} onSend={(text, replyTo, file) => sendMessage(text, replyTo?.id, file)} onEdit={changes.edit}
        onTyping={sendTyping} onStopTyping={stopTyping} />
    </section>
  );
}

interface PinnedProps {
  messages: MessageRow[];
  nameOf: (userId: string) => string;
  onShow: (messageId: string) => void;
}

/** What the project's creator wants everybody to find. Nothing when there is none. */
function Pinned({ messages, nameOf, onShow }: PinnedProps) {
  const pinned = messages.filter((message) => message.is_pinned && !message.is_deleted);
  if (pinned.length === 0) return null;
  return (
    <details class="pinned">
      <summary>Pinned ({pinned.length})</summary>
      <ul>
        {pinned.map((message) => (
          <li key={message.id}>
            <button class="quote" onClick={() => onShow(message.id)}><strong>{senderOf(message, nameOf)}</strong> {textOf(message)}</button>
          </li>
        ))}
      </ul>
    </details>
  );
}

function inOrder(messages: MessageRow[], visits: Visit[]): Entry[] {
  const entries: Entry[] = [
    ...messages.map((message) => ({ at: Date.parse(message.created_at), message })),
    ...visits.map((visit) => ({ at: visit.at, visit })),
  ];
  return entries.sort((a, b) => a.at - b.at);
}
