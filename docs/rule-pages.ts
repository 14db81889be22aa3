import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Rule } from '../src/analyze/rule.ts';
import { RULES } from '../src/analyze/rules/index.ts';
import type { RuleGroup } from '../src/model/hazard.ts';

const FIXTURES = join(import.meta.dirname, '..', 'test', 'golden', 'rules');

const GROUPS: Readonly<Record<RuleGroup, string>> = {
  lock: 'Others wait',
  'data-loss': 'Something is lost',
  compatibility: 'Running code breaks',
  correctness: 'Wrong or risky definitions',
  transaction: 'Transactions',
  policy: 'Policies of a project',
  coverage: 'What cannot be known',
};

/** What a rule says of its bad example. */
interface ExpectedHazard {
  readonly rule: string;
  readonly severity: string;
  readonly line: number;
  readonly message: string;
  readonly saferSql?: readonly string[];
}

/** docs/rules/: one page for each rule, and a table of all. */
export const RULE_PAGES: readonly { readonly path: string; readonly text: () => string }[] = [
  { path: 'docs/rules/README.md', text: overview },
  ...RULES.map((rule) => ({ path: `docs/rules/${rule.id}.md`, text: (): string => page(rule) })),
];

function overview(): string {
  const tables = Object.entries(GROUPS).map(([group, title]) => {
    const rows = RULES.filter((rule) => rule.group === group).map(
      (rule) =>
        `| [${rule.id}](${rule.id}.md) | ${rule.severity}${rule.isOptIn === true ? ', off by default' : ''} | ${cell(rule.title)} |`,
    );
    return `## ${title}\n\n| rule | severity | what |\n|---|---|---|\n${rows.join('\n')}\n`;
  });
  return `# Rules

${generated('src/analyze/rules/ and test/golden/rules/')}

\`flyback lint\` and \`flyback plan\` follow each statement as PostgreSQL would run it: which locks it takes, what it reads, writes anew and destroys. Rules
look at that, not at the text: a new or empty table is never reported, and a type change that keeps the rows is not either. Work that others wait for
belongs to one rule, and its severity follows from how long they wait: with a target from its sizes, with \`flyback.assumeRows=orders=40M\` from what you
say, else it counts as high.

Switch rules off with \`flyback.rules=-RULE\`, and on (those that are off by default) with \`flyback.rules=+RULE\`. Allow one place with a comment before or
in the statement, or the whole file with \`allow-file\`:

\`\`\`sql
-- flyback:allow create-index-blocks-writes reason="the table has 200 rows" until=2027-06-30 by=ada
CREATE INDEX countries_name_idx ON countries (name);
\`\`\`

Rules of your own: [custom.md](custom.md).

${tables.join('\n')}`;
}

function page(rule: Rule): string {
  const { id, title, group, severity, why, safer, documentation, alsoKnownAs } = rule;
  const parts = [
    `# ${id}\n\n${generated(`src/analyze/rules/${id}.ts and test/golden/rules/${id}/`)}`,
    `**${title}** · ${GROUPS[group].toLowerCase()} · ${severity}${rule.isOptIn === true ? ` · off by default: \`flyback.rules=+${id}\`` : ''}`,
    why,
    `## Instead\n\n${safer}`,
    ...(rule.scope === 'engine' ? [] : examples(id)),
    `## See also\n\n${[`- [PostgreSQL's manual](${documentation})`, ...(alsoKnownAs.length === 0 ? [] : [`- elsewhere: ${alsoKnownAs.join(', ')}`])].join('\n')}`,
  ];
  return `${parts.join('\n\n')}\n`;
}

function examples(id: string): readonly string[] {
  const given = text(id, 'given.sql');
  const expected = JSON.parse(text(id, 'expected.json')) as readonly ExpectedHazard[];
  const found = expected.filter(({ rule }) => rule === id);
  const said = found.map(({ severity, line, message }) => `> line ${line}, ${severity}: ${message}`);
  const better = found.flatMap(({ saferSql }) => (saferSql === undefined ? [] : [`It proposes:\n\n${sql(saferSql.join('\n'))}`]));
  return [
    ...(given === '' ? [] : [`## Example\n\nAfter these migrations:\n\n${sql(given)}`]),
    `${given === '' ? '## Example\n\n' : ''}Reported:\n\n${sql(text(id, 'bad.sql'))}\n\n${said.join('\n>\n')}`,
    ...better,
    `Not reported:\n\n${sql(text(id, 'good.sql'))}`,
  ];
}

function text(id: string, file: string): string {
  try {
    return readFileSync(join(FIXTURES, id, file), 'utf8');
  } catch {
    return '';
  }
}

function sql(code: string): string {
  return `\`\`\`sql\n${code.trimEnd()}\n\`\`\``;
}

function cell(value: string): string {
  return value.replaceAll('|', String.raw`\|`);
}

function generated(source: string): string {
  return `<!-- Generated from ${source} by docs/generate.ts. Do not edit. -->`;
}
