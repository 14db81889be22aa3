import { isAbsolute, resolve } from 'node:path';
import { entryKind, isReadable, listDirectory, realPath } from '../io/files.ts';
import type { DirectoryEntry } from '../io/files.ts';
import { ConfigError, SourceError, UnsupportedError } from '../model/errors.ts';
import type { LogLine } from '../model/log.ts';

/** A place to look for scripts (Location.java, Flyway 12.4). */
export interface Location {
  /** Prefix and path, as Flyway shows it: `filesystem:sql`. */
  readonly descriptor: string;
  readonly kind: 'filesystem' | 'classpath';
  /** Directory to walk, as shown in messages: relative to the working directory when that is where we stand. */
  readonly root: string;
  /** Paths below the root that belong to the location (`null`: all); group `script`: where the script's path does not start at the root. */
  readonly pattern: RegExp | null;
}

/** The configured locations, sorted, without repetitions; `log` is what Flyway says about those left out each time it reads the setting. */
export interface LocationList {
  readonly locations: readonly Location[];
  readonly log: readonly LogLine[];
}

/** A regular file found in a location. */
export interface FoundFile {
  readonly name: string;
  /** Absolute; not normalised, as in Flyway's messages and JSON. */
  readonly path: string;
  readonly shownPath: string;
  /** Path below the location, with `/`. */
  readonly script: string;
  /** Absolute path of the `.conf` file beside it, `null` when there is none. */
  readonly configPath: string | null;
}

export interface LocationFiles {
  readonly files: readonly FoundFile[];
  readonly log: readonly LogLine[];
}

export interface ListOptions {
  readonly workingDirectory: string;
  readonly failOnMissingLocations: boolean;
  /** Whether a file with this name matters: a pipe or socket that has such a name is reported, any other is just left out. */
  readonly isScriptName: (name: string) => boolean;
}

const CONFIG_SUFFIX = '.conf';
const CLASSPATH_ROOTS = ['src/main/resources', ''];

/** Reads the location settings as Flyway does: default prefix `classpath:`, sorted, duplicates and sub-locations dropped with a warning. */
export function parseLocations(settings: readonly string[], workingDirectory: string): LocationList {
  const parsed = settings.map((setting) => parseLocation(setting.trim(), workingDirectory));
  parsed.sort((a, b) => compareText(a.descriptor, b.descriptor));
  const locations: Location[] = [];
  const log: LogLine[] = [];
  for (const location of parsed) {
    const parent = locations.find((other) => isSameOrParent(other, location));
    if (parent === undefined) locations.push(location);
    else if (parent.descriptor === location.descriptor) log.push(warning(`Discarding duplicate location '${location.descriptor}'`));
    else log.push(warning(`Discarding location '${location.descriptor}' as it is a sub-location of '${parent.descriptor}'`));
  }
  return { locations, log };
}

/** Order of Java's String.compareTo: UTF-16 code units. */
export function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function isSameOrParent(other: Location, location: Location): boolean {
  if (other.descriptor === location.descriptor) return true;
  return other.pattern === null && location.pattern === null && location.descriptor.startsWith(`${other.descriptor}/`);
}

function parseLocation(setting: string, workingDirectory: string): Location {
  const colon = /^[A-Za-z]:[\\/]|^file:[\\/]{3}/.test(setting) ? -1 : setting.indexOf(':');
  const prefix = colon < 0 ? 'classpath:' : setting.slice(0, colon + 1);
  const path = setting.slice(colon + 1);
  switch (prefix.toLowerCase()) {
    case 'filesystem:':
      return filesystemLocation(path, workingDirectory);
    case 'classpath:':
      return classpathLocation(path.replace(/^\/|\/$/g, ''), workingDirectory);
    case 's3:':
    case 'gcs:':
      throw new UnsupportedError('UNSUPPORTED', `Locations in cloud storage are not supported: ${setting}`, {
        hint: 'Copy the scripts to a local directory first and name it with filesystem:DIRECTORY.',
      });
    default:
      throw new ConfigError('CONFIG_INVALID', `Unknown prefix for location (should be one of classpath:, filesystem:, s3:): ${setting}`, {
        hint: 'Name a directory with filesystem:DIRECTORY.',
      });
  }
}

function filesystemLocation(path: string, workingDirectory: string): Location {
  const base = resolve(workingDirectory);
  // Flyway makes locations absolute only when it is told a working directory, and then shows them so.
  const shown = isAbsolute(path) || base === resolve('.') ? path : `${base}/${path}`;
  return location('filesystem', shown, (root) => root);
}

function classpathLocation(path: string, workingDirectory: string): Location {
  // There is no class path here: a Maven or Gradle project keeps its resources in src/main/resources.
  return location(
    'classpath',
    path,
    (root) => classpathRoots(root).find((each) => entryKind(resolve(workingDirectory, each)) !== null) ?? root,
  );
}

function classpathRoots(root: string): string[] {
  return CLASSPATH_ROOTS.map((parent) => (parent === '' ? root : `${parent}/${root}`));
}

function location(kind: Location['kind'], path: string, rootOf: (root: string) => string): Location {
  if (!/[*?]/.test(path)) {
    const root = normalised(path);
    return { kind, descriptor: `${kind}:${root}`, root: rootOf(root), pattern: null };
  }
  const segments = path.split(/[\\/]/).filter((segment, index) => segment !== '' || index === 0);
  const first = segments.findIndex((segment) => /[*?]/.test(segment));
  const root = first === 1 && segments[0] === '' ? '/' : normalised(segments.slice(0, first).join('/'));
  // Flyway finds nothing below a wildcard that is the first segment of a relative path; here it means the working directory.
  return { kind, descriptor: `${kind}:${path}`, root: rootOf(root === '' ? '.' : root), pattern: wildcardPattern(segments.slice(first)) };
}

// What java.io.File does to a path.
function normalised(path: string): string {
  const single = path.replace(/\/{2,}/g, '/');
  return single.length > 1 && single.endsWith('/') ? single.slice(0, -1) : single;
}

function wildcardPattern(segments: readonly string[]): RegExp {
  let pattern = '';
  let endsInFile = false;
  segments.forEach((segment, index) => {
    const isLast = index === segments.length - 1;
    endsInFile = segment !== '**' && segment.includes('.');
    // `**` brings the separator behind it. As last segment it means all below, where Flyway finds nothing.
    if (segment === '**') pattern += '(?:[^/]+/)*?';
    else pattern += escaped(segment).replaceAll('\\?', '[^/]').replaceAll('\\*', '[^/]+?') + (isLast ? '' : '/');
  });
  if (!endsInFile) pattern += segments.at(-1) === '**' ? '(?<script>.*)' : '/(?<script>.*)';
  return new RegExp(`^${pattern}$`, 's');
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}

/** All regular files of a location, by script path. A missing directory is an error line, or an error with `failOnMissingLocations`. */
export function listLocation(location: Location, options: ListOptions): LocationFiles {
  const log: LogLine[] = [];
  if (!isUsable(location, options, log)) return { files: [], log };
  const walk = new Walk(location, options, log);
  walk.directory(walk.absoluteRoot, '', [realPath(walk.absoluteRoot)]);
  return { files: uniqueScripts(walk.files, location, log), log };
}

function isUsable(location: Location, options: ListOptions, log: LogLine[]): boolean {
  const reason = unusableReason(location, options.workingDirectory);
  if (reason === null) return true;
  const isClasspath = location.kind === 'classpath';
  if (options.failOnMissingLocations) {
    const text = isClasspath
      ? `Unable to resolve location ${location.descriptor}.`
      : `Failed to find filesystem location: ${location.root} (${reason})`;
    throw new SourceError('SOURCE_UNREADABLE', text, { hint: lookedFor(location, options.workingDirectory) });
  }
  log.push(
    isClasspath
      ? warning(`Unable to resolve location ${location.descriptor}. ${lookedFor(location, options.workingDirectory)}`)
      : { level: 'error', text: `Skipping filesystem location: ${location.root} (${reason})` },
  );
  return false;
}

function unusableReason(location: Location, workingDirectory: string): string | null {
  // Java: the file with the empty name does not exist.
  const path = location.root === '' ? null : resolve(workingDirectory, location.root);
  const kind = path === null ? null : entryKind(path);
  if (path === null || kind === null || kind === 'broken') return 'not found';
  if (!isReadable(path)) return 'not readable';
  return kind === 'directory' ? null : 'not a directory';
}

function lookedFor(location: Location, workingDirectory: string): string {
  const roots = location.kind === 'classpath' ? classpathRoots(location.descriptor.slice('classpath:'.length)) : [location.root];
  const paths = roots.map((root) => `'${resolve(workingDirectory, root)}'`).join(' and ');
  return `Looked for ${paths}; relative locations start at the working directory '${resolve(workingDirectory)}'.`;
}

class Walk {
  readonly files: FoundFile[] = [];
  readonly absoluteRoot: string;
  readonly #location: Location;
  readonly #options: ListOptions;
  readonly #log: LogLine[];

  constructor(location: Location, options: ListOptions, log: LogLine[]) {
    this.#location = location;
    this.#options = options;
    this.#log = log;
    // Java's getAbsolutePath: joined, but "./" and "../" stay.
    const base = resolve(options.workingDirectory);
    this.absoluteRoot = isAbsolute(location.root) ? location.root : `${base === '/' ? '' : base}/${location.root}`;
  }

  directory(path: string, below: string, realParents: readonly string[]): void {
    const entries = this.#entries(path, below);
    const configs = configNames(entries);
    const others: DirectoryEntry[] = [];
    for (const entry of entries) {
      if (entry.kind === 'file') this.#file(entry.name, below, configs);
      else others.push(entry);
    }
    others.sort((a, b) => compareText(a.name, b.name));
    for (const entry of others) {
      if (entry.kind === 'directory') this.#subdirectory(entry, path, below, realParents);
      else this.#note(entry, below);
    }
  }

  #entries(path: string, below: string): DirectoryEntry[] {
    try {
      return listDirectory(path);
    } catch (error) {
      const reason = `${this.#shown(below)} (unable to access folder)`;
      if (this.#options.failOnMissingLocations) {
        throw new SourceError('SOURCE_UNREADABLE', `Failed to find filesystem location: ${reason}`, { cause: error });
      }
      this.#log.push({ level: 'error', text: `Skipping filesystem location: ${reason}` });
      return [];
    }
  }

  #subdirectory(entry: DirectoryEntry, path: string, below: string, realParents: readonly string[]): void {
    // Kubernetes keeps the real files of a mounted volume a second time in hidden directories (Flyway issue 1807).
    if (entry.name.startsWith('.')) return;
    const inner = `${path}/${entry.name}`;
    const innerBelow = join(below, entry.name);
    if (!entry.isLink) return this.directory(inner, innerBelow, realParents);
    const target = realPath(inner);
    const here = realPath(path);
    const parents = [...realParents, here];
    if (!parents.some((parent) => parent === target || parent.startsWith(target === '/' ? target : `${target}/`))) {
      return this.directory(inner, innerBelow, parents);
    }
    this.#log.push(warning(`Skipping symbolic link '${this.#shown(innerBelow)}': it leads back to '${target}', which is searched already`));
  }

  #file(name: string, below: string, configs: ReadonlyMap<string, string>): void {
    const relative = join(below, name);
    const script = this.#script(relative);
    if (script === null) return;
    const config =
      configs.size === 0 ? undefined : (configs.get(name + CONFIG_SUFFIX) ?? configs.get((name + CONFIG_SUFFIX).toLowerCase()));
    this.files.push({
      name,
      path: this.#absolute(relative),
      shownPath: this.#shown(relative),
      script,
      configPath: config === undefined ? null : this.#absolute(join(below, config)),
    });
  }

  #script(relative: string): string | null {
    if (this.#location.pattern === null) return relative.replaceAll('\\', '/');
    const match = this.#location.pattern.exec(relative);
    return match === null ? null : (match.groups?.['script'] || relative).replaceAll('\\', '/');
  }

  #note(entry: DirectoryEntry, below: string): void {
    const relative = join(below, entry.name);
    if (!this.#options.isScriptName(entry.name) || this.#script(relative) === null) return;
    const what = entry.kind === 'broken' ? 'a symbolic link that leads nowhere' : 'not a regular file';
    this.#log.push(warning(`Skipping '${this.#shown(relative)}': ${what}`));
  }

  #shown(below: string): string {
    const { root } = this.#location;
    if (below === '') return root;
    return root === '/' ? `/${below}` : `${root}/${below}`;
  }

  #absolute(below: string): string {
    return this.absoluteRoot === '/' ? `/${below}` : `${this.absoluteRoot}/${below}`;
  }
}

// Flyway finds the file by its path in any case; the exact name wins here.
function configNames(entries: readonly DirectoryEntry[]): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  const configs = entries.filter(({ name, kind }) => kind === 'file' && name.toLowerCase().endsWith(CONFIG_SUFFIX));
  for (const { name } of configs) if (!names.has(name.toLowerCase())) names.set(name.toLowerCase(), name);
  for (const { name } of configs) if (name.endsWith(CONFIG_SUFFIX)) names.set(name, name);
  return names;
}

// Flyway keeps the files of one location in a set by script path: with wildcards the second of two equal ones is lost, silently.
function uniqueScripts(files: FoundFile[], location: Location, log: LogLine[]): readonly FoundFile[] {
  files.sort((a, b) => compareText(a.script, b.script) || compareText(a.shownPath, b.shownPath));
  return files.filter((file, index) => {
    const first = files[index - 1];
    if (first === undefined || first.script !== file.script) return true;
    log.push(
      warning(`Ignoring '${file.shownPath}': location '${location.descriptor}' has another file with the script path '${file.script}'`),
    );
    return false;
  });
}

function join(below: string, name: string): string {
  return below === '' ? name : `${below}/${name}`;
}

function warning(text: string): LogLine {
  return { level: 'warn', text };
}
