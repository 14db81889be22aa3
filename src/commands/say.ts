import type { CommandInput } from './command.ts';

/** Prints a result for people; a program that asked for JSON gets that alone. */
export function say({ cli, log }: CommandInput, text: string): void {
  if (cli.outputType !== 'json') log.log('output', text);
}
