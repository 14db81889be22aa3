import { connect, createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';

/** Counts since the start or the last `reset()`. A round trip: the client speaks again after the server did. */
export interface ProxyCounts {
  readonly connections: number;
  /** With the start-up message and authentication; without the goodbye (Terminate). */
  readonly roundTrips: number;
  /** Only those after the server's first ReadyForQuery of a connection. */
  readonly roundTripsAfterConnect: number;
  readonly bytesUp: number;
  readonly bytesDown: number;
}

export interface TcpProxy extends AsyncDisposable {
  readonly port: number;
  /** A URL with the proxy's host and port in place of the server's. */
  readonly urlFor: (url: string) => string;
  readonly counts: () => ProxyCounts;
  readonly reset: () => void;
  /** Adds so much to each round trip, half of it each way, for what is sent from now on. */
  readonly delayMs: (roundTripMs: number) => void;
  /** Resets all open connections at once. */
  readonly cut: () => void;
  /** Resets the clients' side of all open connections; the server does not hear of it. */
  readonly dropClients: () => void;
  /** Keeps connections open, but lets nothing through any more (a half-open connection); `false` ends it for new data. */
  readonly hold: (isHeld: boolean) => void;
  /** Calls back (once per chunk) with what the client sends, before it is passed on; the answer `false` resets the connection instead. */
  readonly watch: (watcher: ((chunk: Buffer) => boolean) | null) => void;
  /** The same for what the server sends. */
  readonly watchReplies: (watcher: ((chunk: Buffer) => boolean) | null) => void;
  readonly close: () => Promise<void>;
}

export interface TcpProxyOptions {
  readonly host: string;
  readonly port: number;
  readonly roundTripMs?: number;
}

const LOOPBACK = '127.0.0.1';
// Terminate is the byte X and its length 4; ReadyForQuery is Z, length 5 and the transaction state I.
const isTerminate = (chunk: Buffer): boolean => chunk.length === 5 && chunk[0] === 0x58;
const READY = Buffer.from([0x5a, 0, 0, 0, 5, 0x49]);

/** A proxy on loopback in front of a PostgreSQL server, which counts round trips and can delay, hold or cut. */
export async function startTcpProxy(options: TcpProxyOptions): Promise<TcpProxy> {
  const zero = { connections: 0, roundTrips: 0, roundTripsAfterConnect: 0, bytesUp: 0, bytesDown: 0 };
  let counts = { ...zero };
  let halfMs = (options.roundTripMs ?? 0) / 2;
  let isHeld = false;
  let watcher: ((chunk: Buffer) => boolean) | null = null;
  let replyWatcher: ((chunk: Buffer) => boolean) | null = null;
  const open = new Set<Socket>();
  const clients = new Set<Socket>();

  const server = createServer({ noDelay: true }, (client) => {
    const upstream = connect({ host: options.host, port: options.port, noDelay: true });
    const toServer = delayedWriter(upstream, () => halfMs);
    const toClient = delayedWriter(client, () => halfMs);
    let hasServerSpoken = true;
    let isReady = false;
    counts.connections += 1;
    clients.add(client);
    for (const socket of [client, upstream]) {
      open.add(socket);
      socket.on('error', () => undefined);
    }
    client.on('data', (chunk) => {
      if (watcher !== null && !watcher(chunk)) return reset(client, upstream);
      counts.bytesUp += chunk.length;
      if (hasServerSpoken && !isTerminate(chunk)) {
        hasServerSpoken = false;
        counts.roundTrips += 1;
        if (isReady) counts.roundTripsAfterConnect += 1;
      }
      if (!isHeld) toServer(chunk);
    });
    upstream.on('data', (chunk) => {
      if (replyWatcher !== null && !replyWatcher(chunk)) return reset(client, upstream);
      counts.bytesDown += chunk.length;
      hasServerSpoken = true;
      isReady ||= chunk.subarray(-READY.length).equals(READY);
      if (!isHeld) toClient(chunk);
    });
    client.on('end', () => isHeld || toServer(null));
    upstream.on('end', () => isHeld || toClient(null));
    client.on('close', () => {
      open.delete(client);
      if (!isHeld && clients.delete(client)) setTimeout(() => upstream.destroy(), halfMs);
    });
    upstream.on('close', () => {
      open.delete(upstream);
      if (!isHeld) setTimeout(() => client.destroy(), halfMs);
    });
  });
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, LOOPBACK, resolve));
  const { port } = server.address() as AddressInfo;
  const cut = (): void => reset(...open);
  const close = async (): Promise<void> => {
    cut();
    await new Promise<void>((resolve) => server.close(() => resolve()));
  };
  return {
    port,
    urlFor: (url) => url.replace(/(@|\/\/)[^@/]+:\d+\//, `$1${LOOPBACK}:${port}/`),
    counts: () => ({ ...counts }),
    reset: () => (counts = { ...zero }),
    delayMs: (roundTripMs) => (halfMs = roundTripMs / 2),
    cut,
    dropClients: () => {
      const dropped = [...clients];
      clients.clear();
      reset(...dropped);
    },
    hold: (held) => (isHeld = held),
    watch: (next) => (watcher = next),
    watchReplies: (next) => (replyWatcher = next),
    close,
    [Symbol.asyncDispose]: close,
  };
}

function reset(...sockets: readonly Socket[]): void {
  for (const socket of sockets) socket.resetAndDestroy();
}

// Chunks keep their order and overlap in time, as on a long line: only the first of a burst waits the whole delay.
function delayedWriter(target: Socket, delayMs: () => number): (chunk: Buffer | null) => void {
  const queue: { readonly atMs: number; readonly chunk: Buffer | null }[] = [];
  let isArmed = false;
  const send = (chunk: Buffer | null): void => {
    if (chunk === null) target.end();
    else target.write(chunk);
  };
  const arm = (): void => {
    const [first] = queue;
    if (first === undefined) return;
    isArmed = true;
    setTimeout(drain, Math.max(0, first.atMs - performance.now()));
  };
  const drain = (): void => {
    isArmed = false;
    while (queue[0] !== undefined && queue[0].atMs <= performance.now() + 0.2) send(queue.shift()?.chunk ?? null);
    arm();
  };
  return (chunk) => {
    if (delayMs() === 0 && queue.length === 0) return send(chunk);
    queue.push({ atMs: performance.now() + delayMs(), chunk });
    if (!isArmed) arm();
  };
}
