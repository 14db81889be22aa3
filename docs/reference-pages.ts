import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from '../src/commands/command.ts';
import { COMMANDS, COMMANDS_WITHOUT_TARGET } from '../src/commands/index.ts';
import { ERROR_GUIDE } from '../src/model/error-guide.ts';

const SQL = join(import.meta.dirname, '..', 'sql');

function generatedFrom(source: string): string {
  return `<!-- Generated from ${source} by docs/generate.ts. Do not edit. -->`;
}

/** docs/cli.md: commands, exit codes, where things are printed. */
export function cliPage(): string {
  const commands = COMMANDS.map(({ name, summary, mutates }) => `| \`${name}\` | ${summary} | ${mutates} |`);
  const others = COMMANDS_WITHOUT_TARGET.map(({ name, summary }) => `| \`${name}\` | ${summary} | nothing |`);
  return `# Command line

${generatedFrom('src/commands/index.ts')}

\`\`\`
flyback [options] command [command ...]
\`\`\`

Several commands run one after the other: \`flyback clean migrate\`. Options are configuration keys, in Flyway's form \`-key=value\` or as \`--key value\`;
all of them: [configuration.md](configuration.md). \`flyback help\` lists commands, \`flyback help KEY\` explains a key, \`flyback help ERR_CODE\` an error.

| command | what it does | changes |
|---|---|---|
${[...commands, ...others].join('\n')}
| \`help\` | Explains a command, a configuration key or an error. | nothing |

${COMMANDS.filter(({ options, operands }) => options !== undefined || operands !== undefined)
  .map(optionsOf)
  .join('\n\n')}

## Exit codes

| code | meaning |
|---|---|
| 0 | done |
| 1 | failed; as Flyway, whatever the reason |
| 2 | wrong usage of a command that Flyway does not have |
| 3 | migrations are pending (\`info --exit-code\`) |
| 10 | \`plan\`: the risk is above \`flyback.riskLimit\`; \`lint\`: a hazard as serious as \`flyback.failOn\` or worse |
| 70 | a bug of flyback |
| 130 | interrupted by Ctrl-C; the statement at work was rolled back |
| 143 | ended by SIGTERM, in the same way |

## Output

Commands that Flyway does not have (\`plan\`, \`lint\`, \`renumber\`) print their result on stdout and everything else on stderr; with \`--json\` they answer
one envelope, also when they fail: \`{ok, command, exitCode, data, warnings, error?}\`. For the others: texts are Flyway's. \`-outputType=json\` prints one JSON document of Flyway's form on stdout and nothing else.
\`-X\` adds details, \`-q\` leaves warnings and errors. Colours follow \`-color=\`, \`NO_COLOR\` and whether stdout is a terminal; the spinner is only shown
on one. \`-reportEnabled=true\` writes an HTML and a JSON report to \`-reportFilename=\`.
`;
}

function optionsOf({ name, options = [], operands = '' }: Command): string {
  const lines = options.map(({ name: option, value, help }) => `- \`--${option}${value === null ? '' : ` ${value}`}\`: ${help}`);
  return [`\`flyback ${name}${operands === '' ? '' : ` ${operands}`}\``, ...lines].join('\n');
}

/** docs/errors.md: every code. */
export function errorsPage(): string {
  const rows = Object.entries(ERROR_GUIDE).map(
    ([code, { meaning, nextStep }]) => `## ERR_${code}\n\n${meaning}\n\n**Next:** ${nextStep}\n`,
  );
  return `# Errors

${generatedFrom('src/model/error-guide.ts')}

Each error says what is wrong and where, what was and was not done, and the next step. The library throws it with \`code\`, \`hint\` and \`place\`; in JSON
documents \`errorCode\` is Flyway's name of it. \`flyback help ERR_CODE\` prints these texts.

${rows.join('\n')}`;
}

/** docs/privileges.md: what each statement of flyback's own needs. */
export function privilegesPage(): string {
  const files = readdirSync(SQL, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.sql'))
    .toSorted();
  const rows = files.map((path) => {
    const { purpose, locks, privileges } = headerOf(path);
    return `| \`${path}\` | ${purpose} | ${locks} | ${privileges} |`;
  });
  return `# Privileges

${generatedFrom('the headers of sql/**')}

flyback needs what the migrations themselves need, and for its own statements what this table says. The least for a role that migrates a schema which
exists: CONNECT on the database, USAGE and CREATE on the schema. \`info\` and \`validate\` only read: SELECT on the history table is enough.

| statement | purpose | locks | privileges |
|---|---|---|---|
${rows.join('\n')}
`;
}

function headerOf(path: string): { readonly purpose: string; readonly locks: string; readonly privileges: string } {
  const lines = readFileSync(join(SQL, path), 'utf8').split('\n');
  const comment = lines.slice(
    0,
    lines.findIndex((line) => !line.startsWith('--')),
  );
  const text = comment.map((line) => line.replace(/^-- ?/, '')).join(' ');
  const purpose = /^Purpose: (.*?)(?: \(PostgreSQL|[:.] )/.exec(text)?.[1] ?? '';
  const locks = /Locks: (.*?)\.(?: |$)/.exec(text)?.[1] ?? '';
  const privileges = /Privileges: (.*?)\.?$/.exec(text)?.[1] ?? '';
  return { purpose, locks, privileges };
}
