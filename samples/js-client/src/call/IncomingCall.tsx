interface IncomingCallProps {
  caller: string;
  onAccept: () => void;
  onRefuse: () => void;
  /** What the button to refuse says. */
  refuse?: string;
}

/** A call of two that rings. */
export function IncomingCall({ caller, onAccept, onRefuse, refuse = "Not now" }: IncomingCallProps) {
  return (
    <section class="card invite ringing" role="alertdialog" aria-label="Incoming call">
      <p><strong>{caller}</strong> is calling</p>
      <button class="primary" onClick={onAccept}>Accept</button>
      <button class="danger" onClick={onRefuse}>{refuse}</button>
    </section>
  );
}
