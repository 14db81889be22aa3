const EXIT_CODE_AFTER_SECOND = 130;

/** The first Ctrl-C (or SIGTERM, SIGHUP) cancels the run cleanly; the second ends the program at once. */
export interface Interruption extends Disposable {
  readonly signal: AbortSignal;
}

/** Listens for signals until disposed. */
export function interruption(say: (text: string) => void): Interruption {
  const controller = new AbortController();
  let count = 0;
  const onSignal = (name: NodeJS.Signals): void => {
    count++;
    if (count > 1) process.exit(EXIT_CODE_AFTER_SECOND);
    say(`${name}: cancelling the statement that runs; press again to leave at once`);
    controller.abort(new Error(name));
  };
  const names = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const name of names) process.on(name, onSignal);
  return {
    signal: controller.signal,
    [Symbol.dispose]: () => {
      for (const name of names) process.removeListener(name, onSignal);
    },
  };
}
