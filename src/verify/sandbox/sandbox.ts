import type { ConnectionSettings } from '../../model/connection.ts';

/** Where a sandbox comes from, by the names of `flyback.sandbox`. */
export type SandboxKind = 'installed' | 'embedded' | 'container' | 'shadow';

/** What is wanted of a sandbox. */
export interface SandboxWish {
  /** The target's major version; null: any. */
  readonly major: number | null;
  /** The server of `flyback.shadowUrl`. */
  readonly shadow: ConnectionSettings | null;
  /** What will be written besides an empty database, about; without it little. */
  readonly roomBytes?: number | undefined;
}

/** A server on which databases may be made and destroyed. Close it whatever happens. */
export interface Sandbox extends AsyncDisposable {
  readonly kind: SandboxKind;
  /** Started for this run alone, so that roles and names are free; a shadow server belongs to others. */
  readonly isOwnServer: boolean;
  /** A connection to one of its databases, as a role that may do everything there. */
  connection(database: string): ConnectionSettings;
  /** The database from which others are made and dropped. */
  readonly maintenanceDatabase: string;
}

/** A way to a sandbox. */
export interface SandboxBackend {
  readonly kind: SandboxKind;
  /** Why it cannot serve this wish, before anything is started; null: it may. */
  unavailable(wish: SandboxWish): string | null | Promise<string | null>;
  /** @throws SandboxError when it does not start */
  start(wish: SandboxWish): Promise<Sandbox>;
}
