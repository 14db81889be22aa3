import type { Logger, LogLevel, ProgressEvent } from '../../model/log.ts';

/** How the terminal is written to. */
export interface TerminalOptions {
  readonly verbosity: 'quiet' | 'normal' | 'debug';
  readonly color: 'always' | 'never' | 'auto';
  readonly progress: 'auto' | 'always' | 'never';
  /** Only results are printed (JSON, -migrationIds). */
  readonly isSilent: boolean;
  /** The log goes to stderr, so that stdout holds the result alone (commands that Flyway does not have). */
  readonly isLogOnStderr?: boolean;
  /** Each line of the log as a JSON object on stderr (`-outputLogsInJson`, JsonLog.java, 12.4). */
  readonly hasJsonLogs: boolean;
  /** Takes secrets out of every line. */
  readonly scrub: (text: string) => string;
}

const SPINNER = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];
const TICK_MS = 100;
const LONG_MS = 1000;
const TELL_WAITING_MS = 30_000;

/** Prints the log as Flyway does: INFO and WARNING on stdout, ERROR on stderr; our progress on stderr. */
export class Terminal implements Logger {
  readonly #options: TerminalOptions;
  readonly #hasColor: boolean;
  #current: { readonly name: string; readonly statements: number; statement: number; readonly startedMs: number } | null = null;
  #timer: NodeJS.Timeout | null = null;
  #frame = 0;
  #waiting = '';
  #toldWaitingMs = 0;
  #hasLine = false;

  constructor(options: TerminalOptions) {
    this.#options = options;
    const { env, stdout } = process;
    this.#hasColor =
      options.color === 'always' || (options.color === 'auto' && stdout.isTTY && (env['NO_COLOR'] ?? '') === '' && env['TERM'] !== 'dumb');
  }

  /** May results on stdout be coloured? */
  get hasColor(): boolean {
    return this.#hasColor;
  }

  log(level: LogLevel, text: string): void {
    this.#clearLine();
    const line = `${this.#options.scrub(text)}\n`;
    if (level === 'output') return write(process.stdout, line);
    if (this.#options.hasJsonLogs) return this.#logJson(level, text);
    if (this.#options.isSilent) return undefined;
    const logStream = this.#options.isLogOnStderr === true ? process.stderr : process.stdout;
    switch (level) {
      case 'error':
        return write(process.stderr, this.#paint(31, `ERROR: ${line}`));
      case 'warn':
        return write(logStream, this.#paint(33, `WARNING: ${line}`));
      case 'info':
        return this.#options.verbosity === 'quiet' ? undefined : write(logStream, line);
      case 'debug':
        return this.#options.verbosity === 'debug' ? write(logStream, `DEBUG: ${line}`) : undefined;
    }
  }

  #logJson(level: Exclude<LogLevel, 'output'>, text: string): void {
    if (level === 'debug' && this.#options.verbosity !== 'debug') return;
    for (const line of this.#options.scrub(text).split('\n'))
      write(process.stderr, `${JSON.stringify({ level: level.toUpperCase(), message: line })}\n`);
  }

  /** Our lines for people below an error: place, hint, next step. */
  explain(text: string): void {
    if (!this.#options.isSilent) write(process.stderr, `${this.#options.scrub(text)}\n`);
  }

  progress(event: ProgressEvent): void {
    if (this.#options.isSilent || this.#options.progress === 'never' || this.#options.verbosity === 'quiet') return;
    if (event.kind === 'migration-start') this.#start(event);
    else if (event.kind === 'statement' && this.#current !== null) this.#current.statement = event.statement ?? this.#current.statement;
    else if (event.kind === 'migration-end') this.#end(event);
    else if (event.kind === 'waiting') this.#wait(event.text);
  }

  /** Ends the progress line; call it before the program ends. */
  close(): void {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = null;
    this.#current = null;
    this.#clearLine();
  }

  #start(event: ProgressEvent): void {
    this.#current = { name: event.text, statements: event.statements ?? 0, statement: 0, startedMs: Date.now() };
    if (this.#timer !== null) return;
    this.#timer = setInterval(() => this.#tick(), TICK_MS);
    this.#timer.unref();
  }

  #tick(): void {
    const current = this.#current;
    if (current === null || Date.now() - current.startedMs < LONG_MS || !process.stderr.isTTY) return;
    this.#frame = (this.#frame + 1) % SPINNER.length;
    const seconds = ((Date.now() - current.startedMs) / 1000).toFixed(1);
    const waiting = this.#waiting === '' ? '' : `  ${this.#options.scrub(this.#waiting)}`;
    const line = `${SPINNER[this.#frame]} ${current.name}  ${seconds} s${statementText(current)}${waiting}`;
    // A line that wraps could not be taken back.
    write(process.stderr, `\r\u001b[K${line.slice(0, (process.stderr.columns || 80) - 1)}`);
    this.#hasLine = true;
  }

  /** On a terminal a part of the live line; in a log a line when it begins and every so often. */
  #wait(text: string): void {
    this.#waiting = text;
    const now = Date.now();
    const isShort = now - (this.#current?.startedMs ?? now) < LONG_MS;
    if (text === '' || isShort || process.stderr.isTTY || now - this.#toldWaitingMs < TELL_WAITING_MS) return;
    this.#toldWaitingMs = now;
    write(process.stderr, this.#options.scrub(`  ${text}\n`));
  }

  #end(event: ProgressEvent): void {
    const current = this.#current;
    this.#current = null;
    this.#waiting = '';
    this.#toldWaitingMs = 0;
    this.#clearLine();
    const elapsedMs = event.elapsedMs ?? 0;
    if (this.#options.progress !== 'always' && elapsedMs < LONG_MS) return;
    const statements = current === null || current.statements < 2 ? '' : `, ${current.statements} statements`;
    write(process.stderr, `  done ${event.text} in ${(elapsedMs / 1000).toFixed(2)} s${statements}\n`);
  }

  #clearLine(): void {
    if (!this.#hasLine) return;
    this.#hasLine = false;
    write(process.stderr, '\r\u001b[K');
  }

  #paint(code: number, text: string): string {
    return this.#hasColor ? `\u001b[${code}m${text.trimEnd()}\u001b[0m\n` : text;
  }
}

function statementText(current: { readonly statements: number; readonly statement: number }): string {
  return current.statements > 1 ? `  statement ${Math.min(current.statement + 1, current.statements)} of ${current.statements}` : '';
}

/** Writes and forgets: a reader that went away must not end a migration. */
export function write(stream: NodeJS.WriteStream, text: string): void {
  if (stream.listenerCount('error') === 0) stream.on('error', () => undefined);
  stream.write(text);
}
