import { readFileSync } from 'node:fs';
import { isIP, Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import type { ConnectionSettings, SslMode } from '../model/connection.ts';

/** A socket that is connected and, where wanted, encrypted; pg is told to take it as it is. */
export type ReadySocket = Socket | TLSSocket;

const SSL_REQUEST = Buffer.from([0, 0, 0, 8, 4, 210, 22, 47]);
const ACCEPTED = 0x53; // 'S'
const REFUSED = 0x4e; // 'N'
const KEEP_ALIVE_MS = 10_000;

/** The server will not speak TLS, though the mode asks for it. */
export class TlsRefusedError extends Error {
  readonly code = '08004';
  constructor() {
    super('The server does not support SSL.');
    this.name = 'TlsRefusedError';
  }
}

/** TLS or not, in the order that libpq tries them for the mode (PostgreSQL manual 32.18, table 32.1). */
export function tlsAttempts(mode: SslMode, host: string): readonly TlsWish[] {
  if (host.startsWith('/') || mode === 'disable') return ['never'];
  if (mode === 'allow') return ['never', 'always'];
  if (mode === 'prefer') return ['offered', 'never'];
  return ['always'];
}

/** `offered`: if the server does; a refusal goes on in plain text on the same connection. */
export type TlsWish = 'never' | 'offered' | 'always';

/**
 * Connects and negotiates TLS before the driver starts: `sslmode=prefer` then needs one connection where the driver would need two.
 * The socket's `connect` is a formality afterwards, because the driver calls it.
 */
export async function openSocket(
  settings: ConnectionSettings,
  host: { readonly host: string; readonly port: number },
  wish: TlsWish,
): Promise<ReadySocket> {
  const socket = new Socket();
  const timer = setTimeout(() => socket.destroy(new Error('timeout expired')), settings.connectTimeoutMs || 2 ** 30);
  try {
    await connected(socket, host);
    socket.setNoDelay(true);
    socket.setKeepAlive(true, KEEP_ALIVE_MS);
    const ready = wish === 'never' ? socket : await negotiated(socket, settings, host.host, wish);
    return asConnected(ready);
  } catch (error) {
    socket.destroy();
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

function connected(socket: Socket, { host, port }: { readonly host: string; readonly port: number }): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once('error', reject);
    const onConnect = (): void => {
      socket.removeListener('error', reject);
      resolve();
    };
    if (host.startsWith('/')) socket.connect(`${host}/.s.PGSQL.${port}`, onConnect);
    else socket.connect(port, host, onConnect);
  });
}

async function negotiated(socket: Socket, settings: ConnectionSettings, host: string, wish: TlsWish): Promise<ReadySocket> {
  if (settings.ssl.isDirect) return encrypted(socket, settings, host);
  const answer = await firstByte(socket);
  if (answer === ACCEPTED) return encrypted(socket, settings, host);
  if (answer === REFUSED && wish === 'offered') return socket;
  if (answer === REFUSED) throw new TlsRefusedError();
  throw new Error('There was an error establishing an SSL connection');
}

function firstByte(socket: Socket): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const onEnd = (): void => reject(new Error('Connection terminated unexpectedly'));
    socket.once('error', reject);
    socket.once('close', onEnd);
    socket.once('data', (bytes: Buffer) => {
      socket.removeListener('error', reject);
      socket.removeListener('close', onEnd);
      // Nothing may follow the answer in plain text (CVE-2021-23222).
      if (bytes.length > 1) reject(new Error('The server sent data before TLS was established'));
      else resolve(bytes[0]);
    });
    socket.write(SSL_REQUEST);
  });
}

async function encrypted(socket: Socket, settings: ConnectionSettings, host: string): Promise<TLSSocket> {
  const { connect } = await import('node:tls');
  const { ssl } = settings;
  const read = (file: string | null): Buffer | undefined => (file === null ? undefined : readFileSync(file));
  const isChecking = ssl.isValidating && (ssl.mode === 'verify-ca' || ssl.mode === 'verify-full');
  return new Promise((resolve, reject) => {
    const secure = connect({
      socket,
      host,
      // A server name must not be an address (RFC 6066, section 3).
      ...(isIP(host) === 0 ? { servername: host } : {}),
      rejectUnauthorized: isChecking,
      ...(ssl.rootCertFile !== null && isChecking ? { ca: read(ssl.rootCertFile) } : {}),
      ...(ssl.certFile === null ? {} : { cert: read(ssl.certFile) }),
      ...(ssl.keyFile === null ? {} : { key: read(ssl.keyFile) }),
      ...(ssl.keyPassword === null ? {} : { passphrase: ssl.keyPassword }),
      ...(ssl.isDirect ? { ALPNProtocols: ['postgresql'] } : {}),
      // verify-ca checks the chain but not the name (PostgreSQL manual 32.19.1).
      ...(ssl.mode === 'verify-ca' ? { checkServerIdentity: () => undefined } : {}),
    });
    secure.once('error', reject);
    secure.once('secureConnect', () => {
      secure.removeListener('error', reject);
      resolve(secure);
    });
  });
}

function asConnected(socket: ReadySocket): ReadySocket {
  return Object.assign(socket, {
    connect: () => {
      process.nextTick(() => socket.emit('connect'));
      return socket;
    },
  });
}
