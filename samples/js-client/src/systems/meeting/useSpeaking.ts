import { useEffect, useRef, useState } from "preact/hooks";

/** How often voices are listened to, in milliseconds. */
const period = 200;
/** How long somebody speaks on in a pause, in milliseconds. */
const hold = 800;
/** Louder than the noise of a room; full scale is 1. */
const threshold = 0.015;

interface Ear {
  source: MediaStreamAudioSourceNode;
  analyser: AnalyserNode;
  heard: number;
}

/** Who of these speaks now, by the loudness of their streams. */
export function useSpeaking(streams: Map<string, MediaStream | null>): ReadonlySet<string> {
  const [speaking, setSpeaking] = useState<ReadonlySet<string>>(new Set());
  const now = useRef(streams);
  now.current = streams;

  useEffect(() => {
    const audio = new AudioContext();
    const ears = new Map<MediaStream, Ear>();
    const samples = new Float32Array(512);
    const timer = setInterval(() => {
      const present = new Set(now.current.values());
      for (const [stream, ear] of ears) {
        if (present.has(stream)) continue;
        ear.source.disconnect();
        ears.delete(stream);
      }
      const loud: string[] = [];
      for (const [id, stream] of now.current) {
        if (stream && isHeard(listen(audio, ears, stream), samples)) loud.push(id);
      }
      setSpeaking((old) => (old.size === loud.length && loud.every((id) => old.has(id)) ? old : new Set(loud)));
    }, period);
    return () => {
      clearInterval(timer);
      void audio.close();
    };
  }, []);

  return speaking;
}

/** A stream without a voice has nothing to listen to, yet. */
function listen(audio: AudioContext, ears: Map<MediaStream, Ear>, stream: MediaStream): Ear | undefined {
  const known = ears.get(stream);
  if (known || stream.getAudioTracks().length === 0) return known;
  const ear = { source: audio.createMediaStreamSource(stream), analyser: new AnalyserNode(audio, { fftSize: 512 }), heard: -Infinity };
  ear.source.connect(ear.analyser);
  ears.set(stream, ear);
  return ear;
}

function isHeard(ear: Ear | undefined, samples: Float32Array<ArrayBuffer>): boolean {
  if (!ear) return false;
  ear.analyser.getFloatTimeDomainData(samples);
  const loudness = Math.sqrt(samples.reduce((sum, one) => sum + one * one, 0) / samples.length);
  if (loudness > threshold) ear.heard = performance.now();
  return performance.now() - ear.heard < hold;
}
