import { useCallback, useEffect, useMemo, useState } from "react";
import type { Session, SessionPort } from "../data/session.ts";
import type { SessionState } from "./session-context.ts";

const NOBODY: Session = { signIn: false, register: false, user: undefined };

/** Who is signed in, as state of the app. */
export function useSessionState(port: SessionPort, askToSignIn: () => void): SessionState {
  const [session, setSession] = useState<Session>();
  const refresh = useCallback(async () => {
    // A server that cannot say it is one without sign-in: reading goes on.
    setSession(await port.current().catch(() => NOBODY));
  }, [port]);
  useEffect(() => {
    void refresh();
  }, [refresh]);
  return useMemo(() => ({ session, refresh, askToSignIn }), [session, refresh, askToSignIn]);
}
