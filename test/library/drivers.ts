// The objects of both drivers, typed by their own packages; types.test.ts compiles this once more against the installed package.
import { type LibraryConnection, migrate } from '../../src/index.ts';
import pg from 'pg';
import postgres from 'postgres';

export async function all(): Promise<void> {
  const pool = new pg.Pool();
  const connections: LibraryConnection[] = ['postgres://localhost/app', pool, new pg.Client(), await pool.connect(), postgres()];
  for (const connection of connections) await migrate({ connection });
  await migrate({ connection: postgres({ types: { big: postgres.BigInt } }) });
}
