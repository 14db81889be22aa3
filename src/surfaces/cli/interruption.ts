const INTERRUPTED = 130;
const TERMINATED = 143;

/** The first Ctrl-C (or SIGTERM, SIGHUP) cancels the run cleanly; the second ends the program at once. */
export interface Interruption extends Disposable {
  readonly signal: AbortSignal;
  /** 130 after Ctrl-C, 143 after SIGTERM or SIGHUP. */
  readonly exitCode: number;
}

/** Listens for signals until disposed. */
export function interruption(say: (text: string) => void): Interruption {
  const controller = new AbortController();
  let count = 0;
  let exitCode = INTERRUPTED;
  const onSignal = (name: NodeJS.Signals): void => {
    count++;
    exitCode = name === 'SIGINT' ? INTERRUPTED : TERMINATED;
    if (count > 1) process.exit(exitCode);
    say(`${name}: cancelling the statement that runs; press again to leave at once`);
    controller.abort(new Error(name));
  };
  const names = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const name of names) process.on(name, onSignal);
  return {
    signal: controller.signal,
    get exitCode() {
      return exitCode;
    },
    [Symbol.dispose]: () => {
      for (const name of names) process.removeListener(name, onSignal);
    },
  };
}
