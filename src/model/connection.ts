export type SslMode = 'disable' | 'allow' | 'prefer' | 'require' | 'verify-ca' | 'verify-full';
export type TargetSession = 'any' | 'primary' | 'standby' | 'prefer-standby' | 'prefer-primary' | 'read-write' | 'read-only';

/** Everything needed to open a session, whichever way the target was given (JDBC URL, postgres://, PG*, service file). */
export interface ConnectionSettings {
  /** Tried in order; `host` may be a directory (unix socket). */
  readonly hosts: readonly { readonly host: string; readonly port: number }[];
  /** `null`: same as the user. */
  readonly database: string | null;
  /** `null`: name of the operating-system user. */
  readonly user: string | null;
  readonly password: string | null;
  /** Looked into for a password when there is none. */
  readonly passFile: string | null;
  readonly ssl: {
    readonly mode: SslMode;
    /** Encrypt, but check nothing (pgjdbc NonValidatingFactory). */
    readonly isValidating: boolean;
    readonly rootCertFile: string | null;
    readonly certFile: string | null;
    readonly keyFile: string | null;
    readonly keyPassword: string | null;
    readonly isDirect: boolean;
    /** Options of `tls.connect` that a program gave; they win over the files. */
    readonly options?: Readonly<Record<string, unknown>>;
  };
  /** `currentSchema` of a JDBC URL: goes into `search_path` at start-up. */
  readonly searchPath: string | null;
  /** `options` of the start-up message. */
  readonly startupOptions: string | null;
  readonly applicationName: string;
  readonly connectTimeoutMs: number;
  readonly targetSession: TargetSession;
  readonly isLoadBalanced: boolean;
  /** The URL with secrets removed: what Flyway prints after `Database: `. */
  readonly shownUrl: string;
}
