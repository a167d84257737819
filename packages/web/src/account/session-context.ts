import { createContext, useContext, useSyncExternalStore } from "react";
import type { Session } from "../data/session.ts";
import { isInContainer, knownDirectories } from "../state/containers.ts";

export interface SessionState {
  /** Undefined until the server has answered. */
  readonly session: Session | undefined;
  /** Asks the server anew: somebody came or left. */
  refresh(): Promise<void>;
  /** Opens the dialog for signing in; whatever is on screen stays. */
  askToSignIn(): void;
}

export const SessionContext = createContext<SessionState | undefined>(undefined);

export function useSession(): SessionState {
  const state = useContext(SessionContext);
  if (state === undefined) throw new Error("useSession outside of the app");
  return state;
}

/** Whether to offer what changes a path. The server decides anew at every command. */
export function useMayWrite(path: string): boolean {
  const { session } = useSession();
  useSyncExternalStore(knownDirectories.subscribe, knownDirectories.value);
  const root = path.split("/")[0] ?? "";
  return session?.user?.writable.includes(root) === true && !isInContainer(path);
}
