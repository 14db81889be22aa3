/** A value that cannot be resolved, in Flyway's words. */
export interface UnresolvedValue {
  readonly text: string;
  readonly flywayCode: string;
  readonly isUnsupported: boolean;
}

/** Where `${env.NAME}` and `${placeholder.NAME}` look. */
export interface ResolverContext {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly placeholders: ReadonlyMap<string, string>;
  readonly environment: string;
  /** The value must not be shown in an error. */
  readonly isSecret: boolean;
}

// PropertyResolverContextImpl.java, 12.4
const VERBATIM = /^\s*!\{.*\}\s*$/;
const RESOLVER = /\${1,2}\{[^.]+\.[^.]+?\}/g;
const NESTED = /(?:^|[^$])\$\{((?:[^}]+|)\$\{.+?\}).*?\}/g;
/** Resolvers of paid Flyway. */
const PAID = ['vault', 'gcsm', 'dapr', 'azure', 'azureactivedirectoryinteractive', 'aws', 'git', 'localsecret', 'clone'];

class Unresolved extends Error {
  readonly unresolved: UnresolvedValue;
  constructor(text: string, flywayCode: string, isUnsupported = false) {
    super(text);
    this.unresolved = { text, flywayCode, isUnsupported };
  }
}

/** `D`/`d` keep digits, `A`/`a` letters; the small ones only those of ASCII. */
function keepClasses(text: string, classes: string): string {
  return [...text]
    .filter((char) => {
      const isDigit = /\p{Nd}/u.test(char);
      const isLetter = /\p{L}/u.test(char);
      const isAscii = char.charCodeAt(0) < 128;
      return (
        (isDigit && (classes.includes('D') || (classes.includes('d') && isAscii))) ||
        (isLetter && (classes.includes('A') || (classes.includes('a') && isAscii)))
      );
    })
    .join('');
}

function look(resolver: string, name: string, context: ResolverContext): string {
  const kind = resolver.toLowerCase();
  if (kind === 'env') {
    const value = context.env[name];
    if (value === undefined) throw new Unresolved(`Unable to resolve environment variable: '${name}'`, 'ERROR');
    return value;
  }
  if (kind === 'placeholder') {
    const value = context.placeholders.get(name);
    if (value === undefined) throw new Unresolved(`Unable to resolve placeholder: '${name}'`, 'CONFIGURATION');
    return value;
  }
  throw new Unresolved(`Unknown resolver '${resolver}' for environment ${context.environment}`, 'CONFIGURATION', PAID.includes(kind));
}

function replaceOne(found: string, context: ResolverContext): string {
  if (found.startsWith('$$')) return found.slice(1);
  const dot = found.indexOf('.');
  const resolver = found.slice(2, dot).trim();
  const rest = found.slice(dot + 1, -1);
  const colon = rest.indexOf(':');
  if (colon === -1) return look(resolver, rest.trim(), context);
  return keepClasses(look(resolver, rest.slice(0, colon).trim(), context), rest.slice(colon + 1).trim());
}

function hasNested(value: string): boolean {
  for (const match of value.matchAll(NESTED)) {
    if ((match[1] ?? '').search(RESOLVER) !== -1) return true;
  }
  return false;
}

/** Replaces the resolvers in a value of an environment: `${env.X}`, `${env.X:classes}`, `$${...}` (escaped), `!{...}` (as it is). */
export function resolveProperty(value: string, context: ResolverContext): string | UnresolvedValue {
  if (!value.includes('{')) return value;
  if (VERBATIM.test(value)) return value.trim().slice(2, -1);
  if (hasNested(value))
    return {
      text: `Resolvers cannot be nested: ${context.isSecret ? '********' : value}`,
      flywayCode: 'CONFIGURATION',
      isUnsupported: false,
    };
  try {
    return value.replace(RESOLVER, (found) => replaceOne(found, context));
  } catch (error) {
    if (error instanceof Unresolved) return error.unresolved;
    throw error;
  }
}
