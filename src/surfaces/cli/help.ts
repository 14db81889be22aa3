import type { Command } from '../../commands/command.ts';
import { COMMANDS, COMMANDS_WITHOUT_TARGET } from '../../commands/index.ts';
import { helpForKey } from '../../config/help-for-key.ts';
import { ERROR_GUIDE } from '../../model/error-guide.ts';
import type { ErrorCode } from '../../model/errors.ts';
import { FLYBACK_VERSION } from '../../model/product.ts';

const ERROR_PREFIX = 'ERR_';

/** Usage, or the explanation of commands, configuration keys and errors. */
export function helpText(topics: readonly string[]): { readonly text: string; readonly isFound: boolean } {
  if (topics.length === 0) return { text: usage(), isFound: true };
  const texts = topics.map(topicText);
  return { text: texts.map(({ text }) => text).join('\n\n'), isFound: texts.every(({ isFound }) => isFound) };
}

function topicText(topic: string): { readonly text: string; readonly isFound: boolean } {
  const command = COMMANDS.find(({ name }) => name === topic);
  if (command !== undefined) return { text: commandText(command), isFound: true };
  if (isErrorCode(topic)) {
    const { meaning, nextStep } = ERROR_GUIDE[topic.slice(ERROR_PREFIX.length) as ErrorCode];
    return { text: `${topic}\n  ${meaning}\n  Next: ${nextStep}`, isFound: true };
  }
  try {
    return { text: helpForKey(topic), isFound: true };
  } catch (error) {
    return { text: error instanceof Error ? error.message : String(error), isFound: false };
  }
}

function commandText({ name, summary, mutates, options = [], operands = '' }: Command): string {
  const lines = options.map((option) => `  --${option.name}${option.value === null ? '' : ` ${option.value}`}\n      ${option.help}`);
  return [`flyback ${name}${operands === '' ? '' : ` ${operands}`}`, `  ${summary}`, `  Changes: ${mutates}`, ...lines].join('\n');
}

function isErrorCode(topic: string): boolean {
  return topic.startsWith(ERROR_PREFIX) && Object.hasOwn(ERROR_GUIDE, topic.slice(ERROR_PREFIX.length));
}

function usage(): string {
  const width = Math.max(...COMMANDS.map(({ name }) => name.length), 'help KEY'.length);
  const line = (name: string, summary: string): string => `  ${name.padEnd(width)}  ${summary}`;
  return [
    `flyback ${FLYBACK_VERSION}: migrations for PostgreSQL, Flyway's files, flags and history table`,
    '',
    'Usage:',
    '  flyback [options] command [command ...]',
    '',
    'Commands:',
    ...COMMANDS.map(({ name, summary }) => line(name, summary)),
    ...COMMANDS_WITHOUT_TARGET.map(({ name, summary }) => line(name, summary)),
    line('help KEY', 'Explains a command, a configuration key or an error (ERR_...).'),
    '',
    'Options (as key=value in flyway.conf, FLYWAY_KEY, -key=value or --key value):',
    '  -url=jdbc:postgresql://host/db   or postgres://user@host/db, DATABASE_URL, PG* variables',
    '  -user= -password=                credentials; passwords rather by PGPASSFILE or environment',
    '  -locations=filesystem:sql        where the migrations are',
    '  -target=VERSION                  how far to go (latest, current, next)',
    '  -outputType=json                 results as JSON',
    '  -X, -q                           more, or only warnings and errors',
    '',
    'Example:',
    '  flyback -url=postgres://app@localhost/shop -locations=filesystem:migrations info migrate',
    '',
    'All keys: docs/configuration.md, or flyback help KEY',
  ].join('\n');
}
