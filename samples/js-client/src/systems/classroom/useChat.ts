import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import type { Socket } from "socket.io-client";
import { nameOf, type Attachment, type ChatMessage, type Person } from "./types";

/** A line that this page writes itself: somebody came or went. */
interface Line {
  id: string;
  text: string;
  timestamp: string;
  isSystemMessage: true;
}

export type Entry = ChatMessage | Line;

/** After this time without a key the others are told that nobody types, in milliseconds. */
const typingLasts = 2000;
let lines = 0;

/** The session's messages. Own ones appear when the server sends them back, so what is seen is what is stored. */
export function useChat(socket: Socket, sessionId: string, me: string) {
  const [messages, setMessages] = useState<Entry[]>([]);
  const [typing, setTyping] = useState<string[]>([]);
  const typingTimer = useRef<ReturnType<typeof setTimeout>>(undefined);

  useEffect(() => {
    const line = (text: string) =>
      setMessages((old) => [...old, { id: `line-${++lines}`, text, timestamp: new Date().toISOString(), isSystemMessage: true }]);
    const listeners: Record<string, (...args: any[]) => void> = {
      "chat:message": (message: ChatMessage) => setMessages((old) => [...old, message]),
      "chat:history": (history: ChatMessage[]) => setMessages(history),
      "chat:typing": ({ userId, isTyping }: { userId: string; isTyping: boolean }) =>
        setTyping((old) => (isTyping ? [...old.filter((id) => id !== userId), userId] : old.filter((id) => id !== userId))),
      "session:user-joined": ({ userId }: Person) => userId !== me && line(`${nameOf(userId)} joined`),
      "session:user-left": ({ userId }: Person) => {
        setTyping((old) => old.filter((id) => id !== userId));
        line(`${nameOf(userId)} left`);
      },
      connect: () => socket.emit("chat:request-history", { sessionId }),
      disconnect: () => setTyping([]),
    };
    for (const [event, listener] of Object.entries(listeners)) socket.on(event, listener);
    if (socket.connected) socket.emit("chat:request-history", { sessionId });
    return () => {
      clearTimeout(typingTimer.current);
      typingTimer.current = undefined;
      for (const [event, listener] of Object.entries(listeners)) socket.off(event, listener);
    };
  }, [socket, sessionId, me]);

  const stopTyping = useCallback(() => {
    if (typingTimer.current === undefined) return;
    clearTimeout(typingTimer.current);
    typingTimer.current = undefined;
    socket.emit("chat:typing", { isTyping: false });
  }, [socket]);

  /** To be called with every key; the server hears of the first and of the end. */
  const sendTyping = useCallback(() => {
    if (typingTimer.current === undefined) socket.emit("chat:typing", { isTyping: true });
    else clearTimeout(typingTimer.current);
    typingTimer.current = setTimeout(stopTyping, typingLasts);
  }, [socket, stopTyping]);

  const sendMessage = useCallback(
    (text: string, correction?: string, attachment?: Attachment) => {
      stopTyping();
      socket.emit("chat:send", { sessionId, text, ...(correction ? { correction } : {}), ...attachment });
    },
    [socket, sessionId, stopTyping],
  );

  return { messages, typing, sendMessage, sendTyping };
}
