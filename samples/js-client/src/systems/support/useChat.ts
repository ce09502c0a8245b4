import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import type { Socket } from "socket.io-client";
import { notify } from "../../ui/toasts";
import { nameIn, type ChatText, type SupportSession, type SupportUser } from "./types";

export interface Message {
  id: string;
  sender: string;
  own: boolean;
  text: string;
  timestamp: string;
  /** Which of the page's connections it came in; 0 for what the server has stored. */
  connection: number;
}

/** A line that this page writes itself: somebody came or went. */
export interface Line {
  id: string;
  line: string;
  timestamp: string;
}

export type Entry = Message | Line;

let entries = 0;
const newId = () => `entry-${++entries}`;

/** The session's messages. The server tells them to the others only, so own ones are added here. */
export function useChat(socket: Socket, me: SupportUser, history: SupportSession | null) {
  const [messages, setMessages] = useState<Entry[]>([]);
  const connection = useRef(0);

  useEffect(() => {
    const add = (entry: Entry) => setMessages((old) => [...old, entry]);
    const line = (text: string) => add({ id: newId(), line: text, timestamp: new Date().toISOString() });
    const listeners: Record<string, (...args: any[]) => void> = {
      connect: () => void connection.current++,
      "chat-message": ({ sender, text, timestamp, type }: ChatText) => {
        if (type === "system") return line(text);
        add({ id: newId(), sender, own: false, text, timestamp, connection: connection.current });
        notify(sender, text);
      },
      "user-joined": (user: SupportUser) => line(`${user.name} joined`),
      "user-left": (user: SupportUser) => line(`${user.name} left`),
    };
    for (const [event, listener] of Object.entries(listeners)) socket.on(event, listener);
    return () => {
      for (const [event, listener] of Object.entries(listeners)) socket.off(event, listener);
    };
  }, [socket]);

  // What the server has stored takes the place of what was seen in earlier connections: what never arrived there is not shown as said.
  useEffect(() => {
    if (history) setMessages((old) => merge(history, old, me._id, connection.current));
  }, [history, me]);

  const sendMessage = useCallback(
    (text: string) => {
      const message: ChatText = { sender: me.name, text, timestamp: new Date().toISOString(), type: me.role === "customer" ? "user" : "agent" };
      socket.emit("chat-message", message);
      setMessages((old) => [...old, { id: newId(), sender: me.name, own: true, text, timestamp: message.timestamp, connection: connection.current }]);
    },
    [socket, me],
  );

  return { messages, sendMessage };
}

function merge(history: SupportSession, old: Entry[], me: string, connection: number): Entry[] {
  const stored = history.messages.map(({ _id, senderId, message, timestamp }): Message => ({
    id: _id, sender: nameIn(history, senderId), own: senderId === me, text: message, timestamp, connection: 0,
  }));
  // A message may come while the history is on its way, and be in it too.
  const kept = old.filter((entry) => "line" in entry ||
    (entry.connection === connection && !stored.some((s) => s.timestamp === entry.timestamp && s.text === entry.text)));
  return [...stored, ...kept].sort((a, b) => a.timestamp.localeCompare(b.timestamp));
}
