export type Quality = "unknown" | "good" | "fair" | "poor";

export interface QualityReport {
  quality: Quality;
  /** Share of packets lost since the last look, 0 to 1. */
  loss: number;
  /** Round trip, in milliseconds; 0 while it is not known. */
  roundTrip: number;
}

const period = 2000;
const lowest = 150_000;
const highest = 2_500_000;

/** Watches a connection, and sends less while packets are lost. */
export function watchQuality(connection: () => RTCPeerConnection, report: (report: QualityReport) => void): () => void {
  let lost = 0;
  let received = 0;
  let bitrate = highest;
  const timer = setInterval(async () => {
    const pc = connection();
    if (pc.connectionState !== "connected") return;
    let nowLost = 0;
    let nowReceived = 0;
    let remoteLoss = 0;
    let roundTrip = 0;
    (await pc.getStats()).forEach((stat) => {
      if (stat.type === "inbound-rtp") {
        nowLost += stat.packetsLost ?? 0;
        nowReceived += stat.packetsReceived ?? 0;
      } else if (stat.type === "remote-inbound-rtp") {
        remoteLoss = Math.max(remoteLoss, stat.fractionLost ?? 0);
        roundTrip = Math.max(roundTrip, (stat.roundTripTime ?? 0) * 1000);
      }
    });
    const newLost = Math.max(0, nowLost - lost);
    const newReceived = Math.max(0, nowReceived - received);
    lost = nowLost;
    received = nowReceived;
    const loss = Math.max(remoteLoss, newLost + newReceived > 0 ? newLost / (newLost + newReceived) : 0);
    report({ quality: rate(loss, roundTrip), loss, roundTrip });

    // Only what the other side lost says that we send too much. Down at once, up again slowly.
    const wanted = remoteLoss > 0.05 ? Math.max(lowest, bitrate * 0.7) : remoteLoss < 0.01 ? Math.min(highest, bitrate * 1.1) : bitrate;
    if (wanted !== bitrate) {
      bitrate = wanted;
      await limit(pc, Math.round(bitrate));
    }
  }, period);
  return () => clearInterval(timer);
}

function rate(loss: number, roundTrip: number): Quality {
  if (loss > 0.08 || roundTrip > 600) return "poor";
  return loss > 0.02 || roundTrip > 250 ? "fair" : "good";
}

async function limit(pc: RTCPeerConnection, maxBitrate: number): Promise<void> {
  for (const sender of pc.getSenders()) {
    if (sender.track?.kind !== "video") continue;
    const parameters = sender.getParameters();
    for (const encoding of parameters.encodings) encoding.maxBitrate = maxBitrate;
    // The sender may have gone meanwhile; the next look tries again.
    await sender.setParameters(parameters).catch(() => undefined);
  }
}
