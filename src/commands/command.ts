import type { CliOptions, Config } from '../config/config.ts';
import type { JsonObject } from '../report/formats/flyway-json/json.ts';
import type { Logger } from '../model/log.ts';
import type { Session } from '../postgres/session.ts';

/** What a command gets to work with. */
export interface CommandInput {
  readonly config: Config;
  readonly cli: CliOptions;
  readonly log: Logger;
  readonly signal?: AbortSignal | undefined;
  /** Registers what a second signal does before the program ends; answers how to take it back. */
  readonly onSecondSignal?: ((work: () => Promise<void>) => () => void) | undefined;
  /** The program ends with this command: its session need not be seen to its end. */
  readonly leavesAtOnce?: boolean;
  /** Options of this command alone (`--format html=plan.html`) and the words behind it; a program may leave them out. */
  readonly options?: ReadonlyMap<string, string | true>;
  readonly operands?: readonly string[];
  /** Name of the command, where several share their code. */
  readonly command?: string;
  /** May results be coloured, and how wide is the terminal? */
  readonly hasColor?: boolean;
  readonly width?: number;
  /** A session that the caller owns (library); without it one is opened from the configuration. */
  readonly session?: Session | undefined;
}

/** How a command ended when it could do what it was asked; errors are thrown. */
export interface Outcome<Result = unknown> {
  /** For the library: typed. */
  readonly result: Result;
  /** For `-outputType=json`: makes Flyway's document. */
  readonly json: () => JsonObject;
  readonly exitCode: number;
}

/** What a command changes, for the tables of the CLI and of docs. */
export type Mutates = 'nothing' | 'sandbox' | 'history' | 'database' | 'files';

/** An option of one command: `--format NAME[=FILE]`. */
export interface CommandOption {
  readonly name: string;
  /** What its value is called in the help; null: it takes none. */
  readonly value: string | null;
  readonly help: string;
}

/** A command: its name, its help and what it does; the CLI, its help and docs/cli.md derive from these. */
export interface Command {
  readonly name: string;
  /** One line for the list of commands. */
  readonly summary: string;
  readonly mutates: Mutates;
  readonly isFlyway: boolean;
  /** Options of this command alone, besides the keys of the configuration. */
  readonly options?: readonly CommandOption[];
  /** What may stand behind its name: `[files]`; empty or left out: nothing. */
  readonly operands?: string;
  /** Needs a configuration and mostly a database; others run on their own. */
  readonly run: (input: CommandInput) => Promise<Outcome>;
}
