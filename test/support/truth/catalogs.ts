import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Catalog } from '../../../src/model/catalog.ts';
import { startMajor } from '../server-of-major.ts';
import { catalogsOf, prepareServer } from './case-database.ts';
import { setUpOf } from './cases.ts';
import type { TruthCase } from './cases.ts';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

/** What was read for each case, or why it could not be. */
export type CaseCatalogs = ReadonlyMap<string, Catalog | Error>;

/**
 * The catalogs of all cases on a server of a major, which is started for them. Cases with the same set-up share a database.
 * With a cache directory what was read once is taken from there, as long as the statements that read it are the same.
 */
export async function readCatalogs(cases: readonly TruthCase[], major: number, cache: string | null): Promise<CaseCatalogs> {
  const found = new Map<string, Catalog | Error>();
  const missing: TruthCase[][] = [];
  for (const [key, alike] of Map.groupBy(cases, setUpOf)) {
    const cached = fromCache(cache, major, key);
    if (cached === null || alike.some(({ session }) => cached[session ?? ''] === undefined)) missing.push(alike);
    else for (const { id, session } of alike) found.set(id, cached[session ?? ''] as Catalog);
  }
  if (missing.length === 0) return found;
  await using server = await startMajor(major);
  await prepareServer(server);
  for (const [at, alike] of missing.entries()) {
    try {
      const catalogs = await catalogsOf(server, `truth_${at}`, alike);
      for (const [id, catalog] of catalogs) found.set(id, catalog);
      toCache(cache, major, alike, catalogs);
    } catch (error) {
      for (const { id } of alike) found.set(id, error instanceof Error ? error : new Error(String(error)));
    }
  }
  return found;
}

type CachedCatalogs = Readonly<Record<string, Catalog>>;

function fromCache(cache: string | null, major: number, key: string): CachedCatalogs | null {
  if (cache === null) return null;
  const file = cacheFile(cache, major, key);
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as CachedCatalogs) : null;
}

function toCache(cache: string | null, major: number, alike: readonly TruthCase[], catalogs: ReadonlyMap<string, Catalog>): void {
  const [first] = alike;
  if (cache === null || first === undefined) return;
  mkdirSync(cache, { recursive: true });
  const document = Object.fromEntries(alike.map(({ id, session }) => [session ?? '', catalogs.get(id)]));
  writeFileSync(cacheFile(cache, major, setUpOf(first)), JSON.stringify(document));
}

let reader: string | null = null;

function cacheFile(cache: string, major: number, key: string): string {
  reader ??= [
    ...readdirSync(join(ROOT, 'sql', 'catalog')).map((name) => join(ROOT, 'sql', 'catalog', name)),
    ...['read-catalog.ts', 'catalog-rows.ts'].map((name) => join(ROOT, 'src', 'postgres', name)),
  ]
    .map((file) => readFileSync(file, 'utf8'))
    .join('\0');
  return join(cache, `${major}-${createHash('sha256').update(`${reader}\0${key}`).digest('hex').slice(0, 24)}.json`);
}
