/** Turns what a microphone hears into 16-bit samples at 16 kHz, in pieces of 3328 bytes: what the server writes down is made of these. */
class Pcm extends AudioWorkletProcessor {
  piece = new Int16Array(1664);
  filled = 0;
  sum = 0;
  count = 0;
  due = 0;

  process([input]) {
    for (const sample of input[0] ?? []) {
      this.sum += sample;
      this.count++;
      this.due += 16_000;
      if (this.due < sampleRate) continue;
      // The mean of what was heard since the last one, so that high tones do not turn into low ones.
      this.due -= sampleRate;
      this.add(this.sum / this.count);
      this.sum = this.count = 0;
    }
    return true;
  }

  add(sample) {
    this.piece[this.filled++] = Math.max(-1, Math.min(1, sample)) * 0x7fff;
    if (this.filled < this.piece.length) return;
    this.port.postMessage(this.piece.buffer, [this.piece.buffer]);
    this.piece = new Int16Array(1664);
    this.filled = 0;
  }
}

registerProcessor("pcm", Pcm);
