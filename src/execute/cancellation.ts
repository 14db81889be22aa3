import { FlybackError } from '../model/errors.ts';

/** Throws the error of a run that a person or a caller has cancelled. */
export function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted === true) {
    throw new FlybackError('EXECUTE_CANCELLED', 'Cancelled before the next statement was sent.', { exitCode: 130, cause: signal.reason });
  }
}
