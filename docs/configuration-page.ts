import { formsOf } from '../src/config/help-for-key.ts';
import { confName, KEYS } from '../src/config/keys.ts';
import type { KeySpec } from '../src/config/key-spec.ts';

const INTRODUCTION = `# Configuration

<!-- Generated from src/config/keys.ts by docs/generate.ts. Do not edit. -->

flyback reads what Flyway reads. Later sources win over earlier ones:

1. defaults
2. files: \`flyway.conf\` **or** \`flyway.toml\` and \`flyway.user.toml\`, from the home folder, the current folder and the
   \`-workingDirectory\`; then those in \`FLYWAY_CONFIG_FILES\`, then those in \`-configFiles\`
3. \`runner.conf\` (current folder, then \`-workingDirectory\`): the same \`key=value\` form, for keys that Flyway does not know
4. environment variables
5. the command line: \`-key=value\` as in Flyway, or \`--key value\`, \`--key=value\`, \`--key\` for \`true\`

A single value replaces the one before, a list replaces the whole list, maps (\`placeholders\`, \`jdbcProperties\`) are merged name by name.
TOML and conf files are never mixed: where both exist in the default places TOML wins, where both are named it is an error.

All mistakes are reported at once, and a mistyped key with the one that was probably meant. \`flyback help KEY\` explains a key.

## The database

The first of these that is there:

1. \`url\`: from the command line, else \`FLYWAY_URL\`, else a file. A JDBC URL (\`jdbc:postgresql://host:5432/db?sslmode=require\`, several
   hosts as \`host1,host2:5433\`) or \`postgres://user:password@host:5432/db\` (\`?host=/folder\` for a unix socket)
2. \`DATABASE_URL\`
3. \`PGHOST\`, \`PGPORT\`, \`PGDATABASE\`, \`PGUSER\`, \`PGPASSWORD\`, \`PGSSLMODE\` and the other variables of libpq, when \`PGHOST\`, \`PGDATABASE\` or
   \`PGSERVICE\` is set; \`PGSERVICE\` is looked up in \`PGSERVICEFILE\` or \`~/.pg_service.conf\`

\`user\` and \`password\` win over those in the URL. Without a password \`PGPASSWORD\` is asked, then \`PGPASSFILE\` or \`~/.pgpass\`; as with libpq a
pass file that others may read is ignored, with a warning.

## Files

\`flyway.conf\` and \`runner.conf\` are Java properties: \`key=value\`, comments with \`#\` or \`!\`, a \`\\\` at the end of a line goes on with the next.
\`\${NAME}\` is the environment variable, nothing when there is none.

In TOML the keys of a connection live in \`[environments.NAME]\`, all others in \`[flyway]\`, ours in \`[flyback]\`. \`[environments.NAME.flyway]\` holds what is
different in that environment. \`\${env.NAME}\` in an environment is the environment variable, an error when there is none; \`\${env.NAME:aD}\` keeps only
letters and digits; \`$\${...}\` stands for \`\${...}\` and \`!{...}\` for exactly what is in it.
`;

const DIFFERENCES = `
## Differences from Flyway

- Without \`locations\` the folders \`db/migration\` and \`sql\` below the current folder are searched (Flyway: a folder of its installation).
- \`postgres://\` URLs, \`user:password@\` in JDBC URLs, \`DATABASE_URL\`, \`PG*\` variables and services work.
- \`undoSqlMigrationPrefix\`, \`cherryPick\`, \`dryRunOutput\` and \`errorOverrides\` work; in Flyway they are paid features, which its open-source edition
  refuses or silently ignores.
- The check for unknown keys is always on; in Flyway any foreign table in a TOML file turns it off.
- Values of a wrong type are explained in words, not by a Java exception. Exit code and error code are the same.
- A second \`-key=\` of the same key is an error, as in Flyway.
`;

function escapeCell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ');
}

function defaultCell(spec: KeySpec): string {
  return spec.defaultText === null || spec.defaultText === '' ? '' : `\`${escapeCell(spec.defaultText)}\``;
}

function sections(): ReadonlyMap<string, readonly KeySpec[]> {
  const found = new Map<string, KeySpec[]>();
  for (const spec of KEYS) found.set(spec.section, [...(found.get(spec.section) ?? []), spec]);
  return found;
}

function sectionPage(title: string, specs: readonly KeySpec[]): string {
  const rows = specs.map((spec) => {
    const env = spec.env === null ? '' : `\`${spec.env}${spec.type === 'map' ? 'NAME' : ''}\``;
    const name = spec.type === 'map' ? `${spec.name}.NAME` : spec.name;
    return `| \`${name}\`${spec.scope === 'environment' ? ' (E)' : ''} | ${spec.type} | ${defaultCell(spec)} | ${env} | ${escapeCell(spec.help)} |`;
  });
  return `\n## ${title}\n\n| key | type | default | environment variable | meaning |\n|---|---|---|---|---|\n${rows.join('\n')}\n`;
}

/** The text of docs/configuration.md. */
export function configurationPage(): string {
  const tables = [...sections()].map(([title, specs]) => sectionPage(title, specs));
  const note = '\n(E): in a TOML file the key lives in `[environments.NAME]`.\n';
  return INTRODUCTION + note + tables.join('') + DIFFERENCES;
}

function exampleLines(spec: KeySpec): readonly string[] {
  const form = formsOf(spec).find(({ place }) => place === 'flyway.conf' || place === 'runner.conf');
  if (form === undefined) return [];
  const help = spec.help.split('\n').map((line) => `# ${line}`);
  const isShown = spec.defaultText !== null && spec.defaultText !== '';
  return ['', ...help, isShown ? `# ${confName(spec)}=${spec.defaultText}` : `# Not set. For example: ${form.text}`];
}

/** The text of runner.conf.example: every key that has an effect, with its default, all commented out. */
export function runnerConfExample(): string {
  const head = [
    '# runner.conf: settings for flyback, in the current folder. Generated from src/config/keys.ts.',
    '# It is read after flyway.conf or flyway.toml, and before environment variables and the command line.',
    '# What Flyway knows can stand here too, but then Flyway does not see it. ${NAME} is an environment variable.',
  ];
  const body = [...sections()].flatMap(([title, specs]) => {
    const lines = specs.filter(({ use }) => use === 'used').flatMap(exampleLines);
    return lines.length === 0 ? [] : ['', `## ${title}`, ...lines];
  });
  return `${[...head, ...body].join('\n')}\n`;
}
