import { useEffect, useRef, useState } from "preact/hooks";
import { toast } from "../../ui/toasts";
import { nameOf, type Attachment, type ChatMessage } from "./types";
import type { Entry, useChat } from "./useChat";

const largest = 10 * 1024 * 1024;

interface ChatProps extends ReturnType<typeof useChat> {
  me: string;
  canCorrect: boolean;
  disabled: boolean;
}

export function Chat({ me, canCorrect, disabled, messages, typing, sendMessage, sendTyping }: ChatProps) {
  const [text, setText] = useState("");
  const [correction, setCorrection] = useState("");
  const [corrects, setCorrects] = useState<ChatMessage | null>(null);
  const [attachment, setAttachment] = useState<Attachment | null>(null);
  const end = useRef<HTMLDivElement>(null);
  useEffect(() => end.current?.scrollIntoView({ block: "nearest" }), [messages.length]);

  function submit(event: Event) {
    event.preventDefault();
    const said = text.trim() || (corrects ? corrects.text : (attachment?.fileName ?? ""));
    if (!said) return;
    sendMessage(said, correction.trim() || undefined, attachment ?? undefined);
    setText("");
    setCorrection("");
    setCorrects(null);
    setAttachment(null);
  }

  async function attach(input: HTMLInputElement) {
    const file = input.files?.[0];
    input.value = "";
    if (!file) return;
    if (file.size > largest) return toast("Files may have 10 MB at most.", "error");
    setAttachment({ fileUrl: await dataUrl(file), fileName: file.name, fileType: file.type.startsWith("image/") ? "image" : "file", fileSize: file.size });
  }

  function correct(message: ChatMessage) {
    setCorrects(message);
    setCorrection(message.text);
  }

  return (
    <section class="chat card" aria-label="Chat">
      <ol class="messages" aria-live="polite">
        {messages.length === 0 && <li class="line">No messages yet. Say hello.</li>}
        {messages.map((message) => (
          <Message key={message.id} message={message} me={me} onCorrect={canCorrect ? correct : undefined} />
        ))}
        <div ref={end} />
      </ol>
      <p class="typing" aria-live="polite">{typing.length > 0 ? `${typing.map(nameOf).join(", ")} is typing…` : " "}</p>
      <form onSubmit={submit}>
        {corrects && (
          <label class="correction">
            Better: <input name="correction" value={correction} onInput={(e) => setCorrection(e.currentTarget.value)} />
            <button type="button" class="quiet" onClick={() => { setCorrects(null); setCorrection(""); }}>Cancel</button>
          </label>
        )}
        {attachment && (
          <p class="attached">
            {attachment.fileName} <button type="button" class="quiet" onClick={() => setAttachment(null)}>Remove</button>
          </p>
        )}
        <div class="compose">
          <label class="button" title="Attach a file">
            <span aria-hidden="true">+</span>
            <span class="hidden">Attach a file</span>
            <input class="hidden" type="file" disabled={disabled} onChange={(e) => void attach(e.currentTarget)} />
          </label>
          <input name="message" aria-label="Message" placeholder="Message" autocomplete="off" maxLength={10000} value={text} disabled={disabled}
            onInput={(e) => { setText(e.currentTarget.value); sendTyping(); }} />
          <button class="primary" disabled={disabled}>Send</button>
        </div>
      </form>
    </section>
  );
}

function Message({ message, me, onCorrect }: { message: Entry; me: string; onCorrect?: (message: ChatMessage) => void }) {
  if (!("senderId" in message)) return <li class="line">{message.text}</li>;
  if (message.isSystemMessage) return <li class="line error">{message.text}</li>;
  const own = message.senderId === me;
  const time = new Date(message.timestamp).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
  return (
    <li class={own ? "bubble own" : "bubble"}>
      <span class="meta">{own ? "You" : nameOf(message.senderId)} · {time}</span>
      <span class={message.correction ? "text corrected" : "text"}>{message.text}</span>
      {message.correction && <span class="better">{message.correction}</span>}
      {message.fileUrl && isSafe(message.fileUrl) && (
        message.fileType === "image"
          ? <img src={message.fileUrl} alt={message.fileName ?? "Picture"} />
          : <a href={message.fileUrl} download={message.fileName ?? true}>{message.fileName ?? "File"}</a>
      )}
      {onCorrect && !own && !message.correction && <button class="quiet" onClick={() => onCorrect(message)}>Correct</button>}
    </li>
  );
}

/** What others attach must not be a script: data to look at or to save, or a file of a server. */
function isSafe(url: string): boolean {
  return /^(data:|https?:|\/)/i.test(url);
}

function dataUrl(file: File): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result as string);
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(file);
  });
}
