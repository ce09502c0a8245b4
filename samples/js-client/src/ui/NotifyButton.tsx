import { useState } from "preact/hooks";

/** Asks for the browser's notifications, until that is decided. */
export function NotifyButton() {
  const [permission, setPermission] = useState("Notification" in window ? Notification.permission : "denied");
  if (permission !== "default") return null;
  return (
    <button type="button" class="quiet" onClick={() => void Notification.requestPermission().then(setPermission)}>
      Notify me when somebody calls
    </button>
  );
}
