import { useEffect, useRef, useState } from "preact/hooks";
import { save } from "../../call/save";
import { attempt } from "../../ui/toasts";

interface AttachmentProps {
  url: string;
  name: string;
  isPicture: boolean;
  load: (url: string) => Promise<Blob>;
}

/**
 * A file of the project's. An image element sends no token, so it is fetched: a picture when it comes into view, anything else when it is
 * wanted. A click saves it.
 */
export function Attachment({ url, name, isPicture, load }: AttachmentProps) {
  const [src, setSrc] = useState("");
  const place = useRef<HTMLButtonElement>(null);

  useEffect(() => {
    if (!isPicture || !place.current) return;
    let shown = "";
    let isGone = false;
    const watch = new IntersectionObserver(([entry]) => {
      if (!entry?.isIntersecting) return;
      watch.disconnect();
      // Without it the name is there, and a click says what is wrong.
      load(url).then((blob) => !isGone && blob.type.startsWith("image/") && setSrc((shown = URL.createObjectURL(blob))), () => undefined);
    });
    watch.observe(place.current);
    return () => {
      isGone = true;
      watch.disconnect();
      URL.revokeObjectURL(shown);
    };
  }, [url, isPicture]);

  const keep = () => attempt(async () => save(await load(url), name), "The file could not be loaded");

  return (
    <button ref={place} class={isPicture ? "picture" : "quiet"} title={`Save ${name}`} aria-label={`Save ${name}`} onClick={() => void keep()}>
      {src ? <img src={src} alt={name} /> : <span aria-hidden="true">{isPicture ? name : `⤓ ${name}`}</span>}
    </button>
  );
}

/** What a file of the project's is called; null for an address elsewhere. */
export function nameOfFile(url: string): string | null {
  const name = /^\/api\/projects\/[^/?#]+\/files\/[^/?#]+\/([^/?#]+)$/.exec(url)?.[1];
  try {
    return name ? decodeURIComponent(name) : null;
  } catch {
    return null;
  }
}
