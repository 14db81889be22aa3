import type { CopyStreamQuery } from 'pg-copy-streams';
import { ConnectionLostError, ServerError, toServerMessage, type RawServerMessage } from './server-error.ts';
import type { Session } from './session.ts';

/** One end of a copy: a session and its `COPY ... TO STDOUT` or `COPY ... FROM STDIN`. */
export interface CopyEnd {
  readonly session: Session;
  readonly sql: string;
}

/** What a copy moved, or which end broke it off; a lost connection is thrown. */
export type CopyOutcome =
  | { readonly rows: number; readonly bytes: number; readonly error: null }
  | { readonly failedAt: 'source' | 'sink'; readonly error: ServerError };

/** Told of every chunk before it is passed on; answers for how many milliseconds the source should rest. */
export type CopyPace = (bytes: number) => number;

/**
 * Streams rows from one server to another. Only what is under way is held in memory. When the sink fails, the source's statement is cancelled and read to
 * its end, so that both sessions can go on; the source's transaction (or its savepoint) has to be rolled back then.
 */
export async function copyBetween(source: CopyEnd, sink: CopyEnd, pace: CopyPace): Promise<CopyOutcome> {
  const { from, to } = await import('pg-copy-streams');
  source.session.countRoundTrip();
  sink.session.countRoundTrip();
  const into = sink.session.client.query(from(sink.sql));
  const out = source.session.client.query(to(source.sql));
  let bytes = 0;
  let sinkError: Error | null = null;
  let resting: NodeJS.Timeout | null = null;
  const written = new Promise<void>((resolve) => {
    into.once('finish', resolve);
    into.on('error', (error: Error) => {
      if (sinkError === null && !into.destroyed) stopReading();
      sinkError ??= error;
      resolve();
    });
  });
  const stopReading = (): void => {
    if (resting !== null) clearTimeout(resting);
    void source.session.cancel();
    out.resume();
  };
  const sourceError = await new Promise<Error | null>((resolve) => {
    out.on('data', (chunk: Buffer) => {
      if (sinkError !== null) return;
      bytes += chunk.length;
      const restMs = pace(chunk.length);
      const isFull = !into.write(chunk);
      if (isFull) {
        out.pause();
        into.once('drain', () => out.resume());
      } else if (restMs > 0) {
        out.pause();
        resting = setTimeout(() => out.resume(), restMs);
      }
    });
    out.once('end', () => resolve(null));
    out.once('error', resolve);
  });
  if (sinkError === null && sourceError !== null) into.destroy(sourceError);
  else if (sinkError === null) into.end();
  await written;
  // A late request must not hit what comes next.
  await source.session.whenNotCancelling();
  if (sourceError !== null && !wasStopped(sinkError, sourceError)) return { failedAt: 'source', error: serverError(sourceError) };
  if (sinkError !== null) return { failedAt: 'sink', error: serverError(sinkError) };
  return { rows: rowCount(into), bytes, error: null };
}

/** Reads the rows of a `COPY ... TO STDOUT` in text form as they arrive; of values without tabs, line ends and backslashes. */
export async function copyOutRows(session: Session, sql: string, onRow: (fields: readonly string[]) => void): Promise<void> {
  const { to } = await import('pg-copy-streams');
  session.countRoundTrip();
  const out = session.client.query(to(sql));
  let rest = '';
  await new Promise<void>((resolve, reject) => {
    out.on('data', (chunk: Buffer) => {
      const lines = (rest + chunk.toString('utf8')).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) onRow(line.split('\t'));
    });
    out.once('end', resolve);
    out.once('error', (error: Error) => reject(serverError(error)));
  });
}

function rowCount(into: CopyStreamQuery): number {
  return into.rowCount;
}

// A sink that fails by itself is the reason for what its source says then; one that was told to fail is not.
function wasStopped(sinkError: Error | null, sourceError: Error): boolean {
  return sinkError !== null && (sourceError as RawServerMessage).code === '57014' && (sinkError as RawServerMessage).code !== '57014';
}

function serverError(error: Error): ServerError {
  const raw = error as Error & RawServerMessage;
  if (raw.severity === undefined) throw new ConnectionLostError(error);
  return new ServerError(toServerMessage(raw));
}
