import { useRef } from "preact/hooks";
import { Attachment, nameOfFile } from "./Attachment";
import type { Intent } from "./Compose";
import { MessageMenu } from "./MessageMenu";
import type { MessageRow } from "./types";
import { allowed, type MessageChanges } from "./useMessageChanges";
import type { Draft } from "./useMessages";

interface MessageProps {
  message: MessageRow;
  /** The message that it answers, when that is shown too. */
  answered?: MessageRow;
  me: string;
  /** Whether this person has made the project. */
  isCreator: boolean;
  nameOf: (userId: string) => string;
  changes: MessageChanges;
  /** Reads a file of the project's. */
  load: (url: string) => Promise<Blob>;
  /** Without it nothing can be done. */
  onMenu?: (open: boolean) => void;
  isOpen: boolean;
  onIntent: (intent: Intent) => void;
  onShow: (messageId: string) => void;
}

export function Message({ message, answered, me, isCreator, nameOf, changes, load, onMenu, isOpen, onIntent, onShow }: MessageProps) {
  const opener = useRef<HTMLButtonElement>(null);
  if (message.is_system_message) return <li class="line">{message.content}</li>;
  const own = message.sender_id === me;
  const can = isOpen && allowed(message, me, isCreator);
  const label = `Actions for ${message.content.slice(0, 60)}`;
  const fileName = message.file_url ? nameOfFile(message.file_url) : null;
  const given = message.reactions.filter((reaction) => reaction.user_id === me).map((reaction) => reaction.emoji);

  function close() {
    onMenu?.(false);
    opener.current?.focus();
  }

  return (
    <li class={own ? "bubble own" : "bubble"} id={`message-${message.id}`} tabIndex={-1} onKeyDown={(event) => isOpen && event.key === "Escape" && close()}>
      <div class="top">
        <span class="meta">
          {own ? "You" : senderOf(message, nameOf)} · {time(message.created_at)}
          {message.is_edited && !message.is_deleted ? " · edited" : ""}{message.is_pinned ? " · pinned" : ""}
        </span>
        {onMenu && !message.is_deleted && (
          <button ref={opener} class="quiet more" aria-label={label} aria-expanded={isOpen} onClick={() => onMenu(!isOpen)}>⋯</button>
        )}
      </div>
      {answered && (
        <button class="quote" aria-label={`Show what this answers: ${textOf(answered)}`} onClick={() => onShow(answered.id)}>
          <strong>{answered.sender_id === me ? "You" : senderOf(answered, nameOf)}</strong> {textOf(answered)}
        </button>
      )}
      {message.is_deleted ? <em class="muted">{textOf(message)}</em> : message.content !== fileName && <span class="text">{message.content}</span>}
      {!message.is_deleted && message.file_url && (fileName !== null
        ? <Attachment url={message.file_url} name={fileName} isPicture={message.message_type === "image"} load={load} />
        : isSafe(message.file_url) && <a href={message.file_url} rel="noreferrer">{message.file_url}</a>)}
      {!message.is_deleted && <Reactions message={message} me={me} nameOf={nameOf} onReact={onMenu && ((emoji) => void changes.react(message, emoji))} />}
      {own && !message.is_deleted && <Status message={message} nameOf={nameOf} />}
      {can && (
        <MessageMenu label={label} given={given} isPinned={message.is_pinned === 1} onClose={close}
          onReact={(emoji) => void changes.react(message, emoji)} onReply={() => onIntent({ kind: "reply", message })}
          onEdit={can.edit ? () => onIntent({ kind: "edit", message }) : undefined}
          onRemove={can.remove ? () => void changes.remove(message) : undefined}
          onPin={can.pin ? () => void changes.pin(message) : undefined} />
      )}
    </li>
  );
}

interface ReactionsProps {
  message: MessageRow;
  me: string;
  nameOf: (userId: string) => string;
  onReact?: (emoji: string) => void;
}

/** Each reaction once, with how many gave it; a click gives it too, or takes it back. */
function Reactions({ message, me, nameOf, onReact }: ReactionsProps) {
  const byEmoji = new Map<string, string[]>();
  for (const { emoji, user_id } of message.reactions) byEmoji.set(emoji, [...(byEmoji.get(emoji) ?? []), user_id]);
  if (byEmoji.size === 0) return null;
  return (
    <span class="given">
      {[...byEmoji].map(([emoji, users]) => {
        const names = users.map((id) => (id === me ? "you" : nameOf(id))).join(", ");
        return (
          <button key={emoji} class="chip" disabled={!onReact} aria-pressed={users.includes(me)} title={names} aria-label={`${emoji} by ${names}`} onClick={() => onReact?.(emoji)}>
            {emoji} {users.length}
          </button>
        );
      })}
    </span>
  );
}

/** What became of an own message. */
function Status({ message: { read_by, delivered_to }, nameOf }: { message: MessageRow; nameOf: (userId: string) => string }) {
  const status = read_by.length > 0 ? "read" : delivered_to.length > 0 ? "delivered" : "sent";
  const text = { read: `Read by ${read_by.map(nameOf).join(", ")}`, delivered: "Delivered", sent: "Sent" }[status];
  return <span class={`meta status ${status}`} data-status={status}>{text}</span>;
}

/** A message that the server does not have yet. */
export function Waiting({ draft, onRetry }: { draft: Draft; onRetry: (draft: Draft) => void }) {
  return (
    <li class="bubble own waiting">
      <span class="text">{draft.content}</span>
      {draft.file && draft.file.name !== draft.content && <span class="meta">{draft.file.name}</span>}
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

export function senderOf(message: MessageRow, nameOf: (userId: string) => string): string {
  return message.sender_name ?? nameOf(message.sender_id);
}

export function textOf(message: MessageRow): string {
  return message.is_deleted ? "This message was deleted" : message.content;
}

function time(iso: string): string {
  return new Date(iso).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
}

/** What others link to must not be a script. */
function isSafe(url: string): boolean {
  return /^(https?:|\/)/i.test(url);
}
