import type { ExecutionEvent, ExecutionObserver } from '../model/execution.ts';

/** Hands each event on once, however often the transaction it belongs to is run: its attempts report the same events in the same order. */
export class EventsOnce {
  readonly #observer: ExecutionObserver;
  #told = 0;
  #seen = 0;

  constructor(observer: ExecutionObserver) {
    this.#observer = observer;
  }

  /** What follows begins anew. */
  beginAttempt(): void {
    this.#seen = 0;
  }

  readonly observer: ExecutionObserver = (event: ExecutionEvent) => {
    if (++this.#seen <= this.#told) return;
    this.#told = this.#seen;
    this.#observer(event);
  };
}
