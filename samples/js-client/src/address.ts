/** `#/classroom/lesson-1` as its two parts. */
export function readAddress(hash: string): [string, string] {
  const [path = "", ...rest] = hash.replace(/^#\/?/, "").split("/");
  return [path, decode(rest.join("/"))];
}

/** Somebody may have written it by hand: what is not encoded is meant as it is. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
