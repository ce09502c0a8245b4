import { useEffect, useRef } from "preact/hooks";
import type { TranscriptLine } from "./useTranscription";

/** What was said, the newest at the end. Nothing when nothing was written down. */
export function Transcript({ lines }: { lines: TranscriptLine[] }) {
  const list = useRef<HTMLOListElement>(null);
  useEffect(() => list.current?.scrollTo({ top: list.current.scrollHeight }), [lines]);
  if (lines.length === 0) return null;
  return (
    <section class="card transcript" aria-label="Transcript">
      <h2>Transcript</h2>
      <ol ref={list} aria-live="polite">
        {lines.map(({ id, speaker, text }) => (
          <li key={id}><span class="meta">{speaker}</span> {text}</li>
        ))}
      </ol>
    </section>
  );
}
