import { useEffect, useRef, useState } from "preact/hooks";

interface MessageMenuProps {
  /** What the menu is of, for those who do not see it. */
  label: string;
  /** Those that this person has given. */
  given: string[];
  onReact: (emoji: string) => void;
  onReply: () => void;
  /** Each only where this person may do it. */
  onEdit?: () => void;
  onRemove?: () => void;
  onPin?: () => void;
  isPinned: boolean;
  onClose: () => void;
}

const reactions: [string, string][] = [["👍", "thumbs up"], ["❤️", "heart"], ["😂", "laughter"], ["🎉", "celebration"], ["😮", "surprise"], ["😢", "sadness"]];

/** What can be done with a message. It closes with Escape, with a click elsewhere, and when something was chosen. */
export function MessageMenu({ label, given, onReact, onReply, onEdit, onRemove, onPin, isPinned, onClose }: MessageMenuProps) {
  const [isSure, setIsSure] = useState(false);
  const menu = useRef<HTMLDivElement>(null);
  const close = useRef(onClose);
  close.current = onClose;

  useEffect(() => {
    menu.current?.scrollIntoView({ block: "nearest" });
    menu.current?.querySelector("button")?.focus();
    const elsewhere = ({ target }: Event) => !menu.current?.parentElement?.contains(target as Node) && close.current();
    document.addEventListener("pointerdown", elsewhere);
    return () => document.removeEventListener("pointerdown", elsewhere);
  }, []);
  // The question takes the place of the button that asked it.
  useEffect(() => {
    if (isSure) menu.current?.querySelector("button")?.focus();
  }, [isSure]);

  const choose = (action: () => void) => () => {
    onClose();
    action();
  };
  if (isSure) {
    return (
      <div ref={menu} class="menu" role="group" aria-label={label}>
        <p>Delete it for everybody?</p>
        <p class="choices">
          <button class="quiet error" onClick={choose(() => onRemove?.())}>Delete</button>
          <button class="quiet" onClick={onClose}>Keep it</button>
        </p>
      </div>
    );
  }
  return (
    <div ref={menu} class="menu" role="group" aria-label={label}>
      <p class="choices">
        {reactions.map(([emoji, name]) => (
          <button key={emoji} class="quiet" aria-label={`React with ${name}`} title={name} aria-pressed={given.includes(emoji)} onClick={choose(() => onReact(emoji))}>{emoji}</button>
        ))}
      </p>
      <button class="quiet" onClick={choose(onReply)}>Reply</button>
      {onEdit && <button class="quiet" onClick={choose(onEdit)}>Edit</button>}
      {onPin && <button class="quiet" onClick={choose(onPin)}>{isPinned ? "Unpin" : "Pin"}</button>}
      {onRemove && <button class="quiet error" onClick={() => setIsSure(true)}>Delete…</button>}
    </div>
  );
}
