import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { MessageObserver } from './message-query.ts';
import { ConnectionLostError, ServerError, toServerMessage, type RawServerMessage } from './server-error.ts';
import type { Session } from './session.ts';

const CHUNK_BYTES = 64 * 1024;

/** Sends `COPY ... FROM STDIN` and its data; throws ServerError or ConnectionLostError. Memory stays at one chunk beyond the data itself. */
export async function copyIn(session: Session, sql: string, data: Buffer, observer: MessageObserver): Promise<void> {
  const { from } = await import('pg-copy-streams');
  session.countRoundTrip();
  session.countRoundTrip();
  await session.observing(observer, async () => {
    try {
      await pipeline(Readable.from(chunks(data), { objectMode: false, highWaterMark: CHUNK_BYTES }), session.client.query(from(sql)));
    } catch (error) {
      const raw = error as Error & RawServerMessage;
      throw raw.severity === undefined ? new ConnectionLostError(error) : new ServerError(toServerMessage(raw));
    }
  });
}

function* chunks(data: Buffer): Generator<Buffer> {
  for (let at = 0; at < data.length; at += CHUNK_BYTES) yield data.subarray(at, at + CHUNK_BYTES);
}
