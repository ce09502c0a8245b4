import { useEffect, useRef } from "preact/hooks";
import type { MeetingView } from "./Meeting";

/** How much the others have said and asked that was not looked at yet, by the tab that shows it. */
export function useFresh({ room, entries, asked }: MeetingView, tab: string): Record<string, number> {
  const seen = useRef<Record<string, string | number | undefined>>({});
  const byOthers: Record<string, (string | number)[]> = {
    chat: entries.filter(({ from }) => from && from.id !== room?.me).map(({ id }) => id),
    asked: [...asked.polls, ...asked.questions].filter(({ by }) => by !== room?.me).map(({ key }) => key).sort((a, b) => a - b),
  };
  useEffect(() => {
    if (byOthers[tab]) seen.current[tab] = byOthers[tab].at(-1);
  });
  const fresh = Object.entries(byOthers).map(([id, all]) => [id, id === tab ? 0 : all.length - 1 - all.lastIndexOf(seen.current[id] ?? "")] as const);
  return Object.fromEntries(fresh);
}
