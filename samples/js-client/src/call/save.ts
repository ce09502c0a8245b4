/** Gives a file to the person at the browser. */
export function save(blob: Blob, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

/** What the file of a recording that was made then is called. */
export function fileName(what: string, type: string, time: Date): string {
  return `${what}-${time.toISOString().slice(0, 19).replaceAll(":", "-")}.${type.includes("mp4") ? "mp4" : type.includes("ogg") ? "ogg" : "webm"}`;
}
