import type { ComponentChildren } from "preact";
import { useRef } from "preact/hooks";

export interface Tab {
  id: string;
  title: string;
  /** How much is new in it. */
  fresh: number;
  content: ComponentChildren;
}

interface SideTabsProps {
  tabs: Tab[];
  chosen: string;
  onChoose: (id: string) => void;
}

/** Panels of which one is seen. The others stay as they are: nothing that is being written gets lost. */
export function SideTabs({ tabs, chosen, onChoose }: SideTabsProps) {
  const list = useRef<HTMLDivElement>(null);

  function move(event: KeyboardEvent) {
    const now = tabs.findIndex(({ id }) => id === chosen);
    const next = { ArrowRight: now + 1, ArrowLeft: now - 1, Home: 0, End: tabs.length - 1 }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    const index = (next + tabs.length) % tabs.length;
    onChoose(tabs[index]!.id);
    list.current!.querySelectorAll<HTMLElement>("[role=tab]")[index]!.focus();
  }

  return (
    <>
      <div class="tabs" role="tablist" aria-label="Meeting" ref={list} onKeyDown={move}>
        {tabs.map(({ id, title, fresh }) => (
          <button key={id} id={`tab-${id}`} role="tab" aria-selected={id === chosen} aria-controls={`panel-${id}`} tabIndex={id === chosen ? 0 : -1} onClick={() => onChoose(id)}>
            {title}
            {fresh > 0 && <span class="fresh">{Math.min(fresh, 99)}<span class="hidden"> new</span></span>}
          </button>
        ))}
      </div>
      {tabs.map(({ id, content }) => (
        <div key={id} id={`panel-${id}`} class="panel" role="tabpanel" aria-labelledby={`tab-${id}`} hidden={id !== chosen}>{content}</div>
      ))}
    </>
  );
}
