import type { Session } from '../postgres/session.ts';

const REPEAT_MS = 1000;
/** A session that has not listened to a cancel request for so long is ended by the server. */
const PATIENCE_MS = 5000;

/** A limit on what a session does. */
export interface SessionLimit {
  /** Call it when the work is over. Why it was stopped; null: it was not. */
  end(): Promise<string | null>;
}

/** Stops what a session executes when it takes too long: asks the server to cancel it, again and again, and ends the session if need be. */
export function limitSession(session: Session, limitS: number, terminate: (backendPid: number) => Promise<void>): SessionLimit {
  let stoppedAt: number | null = null;
  let repeat: NodeJS.Timeout | null = null;
  const stop = (): void => {
    stoppedAt ??= performance.now();
    void session.cancel();
    if (performance.now() - stoppedAt >= PATIENCE_MS) terminate(session.backendPid).catch(() => undefined);
  };
  const timer = setTimeout(() => {
    stop();
    repeat = setInterval(stop, REPEAT_MS);
  }, limitS * 1000);
  return {
    end: async () => {
      clearTimeout(timer);
      if (repeat !== null) clearInterval(repeat);
      if (stoppedAt === null) return null;
      // A late request must not hit what comes next.
      await session.whenNotCancelling();
      return `It did not end within ${limitS} s and was stopped (flyback.verify.timeout)`;
    },
  };
}
