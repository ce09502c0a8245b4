import { useEffect, useRef, useState } from "preact/hooks";
import { toast } from "../../ui/toasts";
import type { MessageRow } from "./types";

/** A message that is being answered, or changed. */
export interface Intent {
  kind: "reply" | "edit";
  message: MessageRow;
}

interface ComposeProps {
  disabled: boolean;
  intent: Intent | null;
  nameOf: (message: MessageRow) => string;
  onCancel: () => void;
  onSend: (text: string, replyTo?: MessageRow, file?: File) => void;
  /** False when it could not be changed. */
  onEdit: (message: MessageRow, text: string) => Promise<boolean>;
  onTyping: () => void;
  onStopTyping: () => void;
}

/** What the server takes unless it is told otherwise, in bytes; it says so itself when it takes less. */
const largest = 25 * 1024 * 1024;

/** Where messages are written, answered and changed. */
export function Compose({ disabled, intent, nameOf, onCancel, onSend, onEdit, onTyping, onStopTyping }: ComposeProps) {
  const [text, setText] = useState("");
  const [file, setFile] = useState<File | null>(null);
  const input = useRef<HTMLInputElement>(null);
  /** What was written before a message was to be changed. */
  const before = useRef("");
  const edited = intent?.kind === "edit" ? intent.message : null;

  useEffect(() => {
    if (intent) input.current?.focus();
  }, [intent]);
  useEffect(() => {
    if (!edited) return;
    setText((old) => {
      before.current = old;
      return edited.content;
    });
    return () => setText(before.current);
  }, [edited?.id]);

  async function submit(event: Event) {
    event.preventDefault();
    const said = text.trim() || (edited ? "" : (file?.name ?? ""));
    if (!said) return;
    if (edited) {
      if (said === edited.content || (await onEdit(edited, said))) onCancel();
      return;
    }
    onSend(said, intent?.message, file ?? undefined);
    setText("");
    setFile(null);
    onCancel();
  }

  function attach(chooser: HTMLInputElement) {
    const chosen = chooser.files?.[0];
    chooser.value = "";
    if (!chosen) return;
    if (chosen.size > largest) return toast("Files may have 25 MB at most.", "error");
    setFile(chosen);
    input.current?.focus();
  }

  function typed(value: string) {
    setText(value);
    if (edited) return;
    if (value) onTyping();
    else onStopTyping();
  }

  return (
    <form onSubmit={(event) => void submit(event)} onKeyDown={(event) => event.key === "Escape" && onCancel()}>
      {intent && (
        <p class="intent">
          <span class="grow">{edited ? "Changing your message" : `Replying to ${nameOf(intent.message)}: ${intent.message.content}`}</span>
          <button type="button" class="quiet" onClick={onCancel}>Cancel</button>
        </p>
      )}
      {file && !edited && (
        <p class="attached">
          {file.name} <button type="button" class="quiet" onClick={() => setFile(null)}>Remove</button>
        </p>
      )}
      <div class="compose">
        {!edited && (
          <label class="button" title="Attach a file">
            <span aria-hidden="true">+</span>
            <span class="hidden">Attach a file</span>
            <input class="hidden" type="file" disabled={disabled} onChange={(e) => attach(e.currentTarget)} />
          </label>
        )}
        <input ref={input} name="message" aria-label="Message" placeholder="Message" autocomplete="off" maxLength={10000} value={text} disabled={disabled}
          onInput={(e) => typed(e.currentTarget.value)} />
        <button class="primary" disabled={disabled}>{edited ? "Save" : "Send"}</button>
      </div>
    </form>
  );
}
