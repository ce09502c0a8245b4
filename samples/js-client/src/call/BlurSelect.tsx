import { toast } from "../ui/toasts";
import type { Blur, BlurView } from "./blur";

const names: Record<Blur, string> = {
  none: "No blur",
  system: "Blur behind me",
  around: "Blur the edges",
  all: "Blur everything",
};

/** Chooses how the own picture is blurred; nothing without a camera. */
export function BlurSelect({ blur, onBlur }: { blur: BlurView | undefined; onBlur: (blur: Blur) => Promise<void> }) {
  if (!blur) return null;
  return (
    <select aria-label="Blur" class="compact" title="Nobody looks for you in the picture: with blurred edges an oval in the middle stays sharp" value={blur.chosen}
      onChange={(e) => onBlur(e.currentTarget.value as Blur).catch((error: Error) => toast(`The picture could not be blurred: ${error.message}`, "error"))}>
      {blur.possible.map((kind) => <option key={kind} value={kind}>{names[kind]}</option>)}
    </select>
  );
}
