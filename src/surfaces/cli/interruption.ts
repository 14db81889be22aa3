const INTERRUPTED = 130;
const TERMINATED = 143;
/** What a second signal sets off must not keep the program much longer. */
const LAST_WORK_MS = 2000;

/** The first Ctrl-C (or SIGTERM, SIGHUP) cancels the run cleanly; the second ends its sessions and the program at once. */
export interface Interruption extends Disposable {
  readonly signal: AbortSignal;
  /** 130 after Ctrl-C, 143 after SIGTERM or SIGHUP. */
  readonly exitCode: number;
  /** Registers what the second signal does before the program ends; answers how to take it back. */
  readonly onSecond: (work: () => Promise<void>) => () => void;
}

/** Listens for signals until disposed. */
export function interruption(say: (text: string) => void): Interruption {
  const controller = new AbortController();
  const works = new Set<() => Promise<void>>();
  let count = 0;
  let exitCode = INTERRUPTED;
  const leave = async (): Promise<never> => {
    const limit = new Promise((resolve) => setTimeout(resolve, LAST_WORK_MS));
    await Promise.race([Promise.allSettled([...works].map((work) => work())), limit]);
    process.exit(exitCode);
  };
  const onSignal = (name: NodeJS.Signals): void => {
    count++;
    exitCode = name === 'SIGINT' ? INTERRUPTED : TERMINATED;
    if (count > 2) process.exit(exitCode);
    if (count === 2) return void leave();
    say(`${name}: cancelling the statement that runs; press again to end its session and leave at once`);
    controller.abort(new Error(name));
  };
  const names = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const name of names) process.on(name, onSignal);
  return {
    signal: controller.signal,
    get exitCode() {
      return exitCode;
    },
    onSecond: (work) => {
      works.add(work);
      return () => works.delete(work);
    },
    [Symbol.dispose]: () => {
      for (const name of names) process.removeListener(name, onSignal);
    },
  };
}
