import { useEffect, useRef, useState } from "preact/hooks";
import type { Socket } from "socket.io-client";
import { toast } from "../../ui/toasts";
import worklet from "./pcm-worklet.js?url&no-inline";
import { nameIn, type SupportSession } from "./types";

export interface TranscriptLine {
  id: string;
  speaker: string;
  text: string;
}

/** The most lines that are kept on the page; the server has them all. */
const most = 200;
let lines = 0;

/** What is said, written down: ours by the server for the others while it is turned on, theirs as they come. */
export function useTranscription(socket: Socket, history: SupportSession | null, partner: string, microphone: MediaStream | null, muted: boolean) {
  const [transcript, setTranscript] = useState<TranscriptLine[]>([]);
  const [on, setOn] = useState(false);
  const now = useRef({ partner, muted });
  now.current = { partner, muted };

  useEffect(() => {
    const heard = (text: string) =>
      setTranscript((old) => [...old, { id: `heard-${++lines}`, speaker: now.current.partner, text }].slice(-most));
    socket.on("transcription", heard);
    return () => void socket.off("transcription", heard);
  }, [socket]);

  useEffect(() => {
    if (!history) return;
    setTranscript(history.transcripts.slice(-most).map(({ speaker, transcript: text, timestamp }, index) =>
      ({ id: `${timestamp}-${index}`, speaker: nameIn(history, speaker), text })));
  }, [history]);

  useEffect(() => {
    if (!microphone) setOn(false);
    if (!on || !microphone) return;
    const start = () => void socket.emit("start-transcription");
    start();
    socket.on("connect", start);
    // What cannot be sent at once is not sent later: it would be heard out of its time.
    const stop = listen(microphone, (piece) => now.current.muted || socket.volatile.emit("audio-chunk", piece));
    return () => {
      socket.off("connect", start);
      stop();
    };
  }, [socket, on, microphone]);

  return { transcript, on, toggle: () => setOn(!on) };
}

function listen(microphone: MediaStream, take: (piece: Uint8Array) => void): () => void {
  const context = new AudioContext();
  context.audioWorklet.addModule(worklet).then(
    () => {
      if (context.state === "closed") return;
      const node = new AudioWorkletNode(context, "pcm");
      node.port.onmessage = ({ data }) => take(new Uint8Array(data as ArrayBuffer));
      // It says nothing itself, but what leads nowhere may not be asked to listen.
      context.createMediaStreamSource(microphone).connect(node).connect(context.destination);
    },
    () => toast("What you say cannot be written down in this browser.", "error"),
  );
  return () => void context.close();
}
