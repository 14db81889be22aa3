import { readdirSync, readFileSync } from 'node:fs';
import { join, posix, relative, sep } from 'node:path';

/** Path below `src/` with `/` -> text. */
export type SourceTree = ReadonlyMap<string, string>;

/** A broken rule and the place: `A1 config/a.ts imports surfaces/cli/b.ts`. */
export type Violation = string;

/** Folders from the innermost to the outermost: each imports only from those before it. */
export const ORDER: readonly string[] = [
  'model',
  'syntax',
  'schema',
  'io',
  'postgres',
  'config',
  'sources',
  'history',
  'plan',
  'analyze',
  'execute',
  'verify',
  'approve',
  'monitor',
  'report',
  'notify',
  'commands',
  'surfaces',
];

/** Inside `surfaces/` the same rule holds once more. */
export const SURFACES: readonly string[] = ['fleet', 'http', 'mcp', 'action', 'cli', 'library'];

/** Folders without effects. */
export const PURE: readonly string[] = ['model', 'syntax', 'schema', 'plan', 'analyze', 'report'];

const PURE_NODE_MODULES = ['node:crypto', 'node:zlib'];

/** The only place that imports a package; a trailing `/` names a folder. */
export const HOMES: ReadonlyMap<string, string> = new Map([
  ['libpg-query', 'syntax/'],
  ['pgsql-deparser', 'syntax/deparse.ts'],
  ['@pgsql/quotes', 'syntax/shown-identifier.ts'],
  ['canonicalize', 'plan/plan-id.ts'],
  ['diff', 'report/'],
  ['pg', 'postgres/'],
  ['pg-copy-streams', 'postgres/'],
  ['postgres', 'postgres/'],
  ['smol-toml', 'config/toml-format.ts'],
  ['testcontainers', 'verify/sandbox/container.ts'],
]);

/** Packages whose types (never their code) are words of every folder: the nodes of the parse tree. */
const TYPES_EVERYWHERE: readonly string[] = ['libpg-query'];

/** Folders of members that know nothing of each other. */
export const REGISTRIES: readonly string[] = [
  'plan/undo/inverses',
  'analyze/rules',
  'verify/sandbox',
  'approve/snapshot',
  'monitor/probes',
  'report/formats',
  'notify/channels',
  'commands',
  'surfaces/http/routes',
];

const EFFECTS: readonly RegExp[] = [
  /\bDate\.now\b/,
  /\bnew Date\(\s*\)/,
  /\bMath\.random\b/,
  /\bperformance\./,
  /\bprocess\./,
  /\bfetch\(/,
  /\bset(?:Timeout|Interval|Immediate)\(/,
  /\brandom(?:Bytes|UUID|Int)\b/,
  /\bconsole\./,
];

const BANNED_NAME = /(?:^|-)(?:utils?|helpers?|common|manager|handle)(?:-|\.|$)|^data\.ts$/;
const KEBAB_CASE = /^[a-z0-9]+(?:-[a-z0-9]+)*(?:\.d)?\.ts$/;

/** Reads all TypeScript files below a directory. */
export function readTree(directory: string): SourceTree {
  const files = readdirSync(directory, { recursive: true, withFileTypes: true }).filter(
    (entry) => entry.isFile() && entry.name.endsWith('.ts'),
  );
  return new Map(
    files.map((entry) => {
      const path = join(entry.parentPath, entry.name);
      return [relative(directory, path).split(sep).join('/'), readFileSync(path, 'utf8')];
    }),
  );
}

/** Checks A1 (order), A2 (purity), A3 (homes), A4 (siblings) and file names. */
export function findViolations(tree: SourceTree): Violation[] {
  return [...tree].flatMap(([file, text]) => {
    const imports = readImports(text);
    return [...imports.flatMap((specifier) => checkImport(file, specifier, tree)), ...checkEffects(file, text), ...checkName(file)];
  });
}

const STATIC_IMPORT = /(?:^|;)\s*(?:import|export)\b(?:[^'"`;]*?\bfrom)?\s*(['"])([^'"\s]+)\1/gm;
const DYNAMIC_IMPORT = /\bimport\(\s*(['"])([^'"\s]+)\1/g;

const TYPE_IMPORT = /(?:^|;)\s*import\s+type\b[^'"`;]*?\bfrom\s*(['"])([^'"\s]+)\1/gm;

/** Module specifiers of all imports, re-exports and dynamic imports of a text. */
export function readImports(text: string): string[] {
  const code = withoutComments(text).replace(TYPE_IMPORT, (found, _quote, name: string) => (TYPES_EVERYWHERE.includes(name) ? '' : found));
  return [...code.matchAll(STATIC_IMPORT), ...code.matchAll(DYNAMIC_IMPORT)].map((match) => match[2] ?? '');
}

function checkImport(file: string, specifier: string, tree: SourceTree): Violation[] {
  if (specifier.startsWith('.')) {
    const target = posix.normalize(posix.join(posix.dirname(file), specifier));
    return [...checkOrder(file, target), ...checkPureImport(file, target), ...checkSiblings(file, target, tree)];
  }
  if (specifier.startsWith('node:')) {
    const isAllowed = !isPure(file) || PURE_NODE_MODULES.includes(specifier);
    return isAllowed ? [] : [`A2 ${file} imports ${specifier}`];
  }
  return checkHome(file, specifier);
}

function checkOrder(file: string, target: string): Violation[] {
  if (target.startsWith('../')) return [`A1 ${file} imports ${target}, outside src`];
  const broken = `A1 ${file} imports ${target}`;
  const from = rank(file, ORDER, 0);
  const to = rank(target, ORDER, 0);
  if (to > from) return [broken];
  if (top(file) !== 'surfaces' || top(target) !== 'surfaces') return [];
  return rank(target, SURFACES, 1) > rank(file, SURFACES, 1) ? [broken] : [];
}

// Files beside the folders (index.ts, pipeline.ts) are the outermost; a folder that nobody has placed is one, too.
function rank(path: string, order: readonly string[], level: number): number {
  const parts = path.split('/');
  const at = parts.length > level + 1 ? order.indexOf(parts[level] ?? '') : -1;
  return at < 0 ? order.length : at;
}

function checkPureImport(file: string, target: string): Violation[] {
  return isPure(file) && !isPure(target) ? [`A2 ${file} imports ${target}`] : [];
}

function checkHome(file: string, specifier: string): Violation[] {
  const name = specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
  const home = HOMES.get(name);
  if (home === undefined) return [`A3 ${file} imports ${name}, which has no home`];
  const isHome = home.endsWith('/') ? file.startsWith(home) : file === home;
  return isHome ? [] : [`A3 ${file} imports ${name}, whose home is ${home}`];
}

function checkSiblings(file: string, target: string, tree: SourceTree): Violation[] {
  for (const registry of REGISTRIES) {
    const members = membersOf(registry, tree);
    const from = memberOf(registry, file);
    const to = memberOf(registry, target);
    if (from !== null && to !== null && from !== to && members.has(from) && members.has(to))
      return [`A4 ${file} imports its sibling ${target}`];
  }
  return [];
}

// Members are what the registry's index.ts lists; what else lies there (the contract, shared pieces) may be imported by all.
function membersOf(registry: string, tree: SourceTree): ReadonlySet<string> {
  const paths = readImports(tree.get(`${registry}/index.ts`) ?? '').map((specifier) => posix.join(registry, specifier));
  const contract = posix.basename(registry).replace(/s$/, '');
  return new Set(
    paths
      .map((path) => memberOf(registry, path))
      .filter((member) => member !== null)
      .filter((member) => member !== contract),
  );
}

// `report/formats/text/table.ts` and `report/formats/text.ts` both belong to the member `text`.
function memberOf(registry: string, path: string): string | null {
  if (!path.startsWith(`${registry}/`)) return null;
  return (
    path
      .slice(registry.length + 1)
      .split('/')[0]
      ?.replace(/\.ts$/, '') ?? null
  );
}

function checkEffects(file: string, text: string): Violation[] {
  if (!isPure(file)) return [];
  const code = withoutStrings(withoutComments(text));
  return EFFECTS.filter((effect) => effect.test(code)).map((effect) => `A2 ${file} uses ${effect.source}`);
}

function checkName(file: string): Violation[] {
  const name = posix.basename(file);
  return KEBAB_CASE.test(name) && !BANNED_NAME.test(name) ? [] : [`name ${file}`];
}

function isPure(path: string): boolean {
  return PURE.includes(top(path));
}

function top(path: string): string {
  return path.split('/')[0] ?? '';
}

/** Removes comments; strings and templates stay as they are. */
export function withoutComments(text: string): string {
  return text.replace(
    /('(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\.|[^`\\])*`)|\/\*[\s\S]*?\*\/|(?<![:\\[/])\/\/[^\n]*/g,
    (_all, literal: string | undefined) => literal ?? ' ',
  );
}

function withoutStrings(code: string): string {
  return code.replace(/'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"/g, "''");
}
