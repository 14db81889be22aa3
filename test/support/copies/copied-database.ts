import { copySchema, type SchemaCopy } from '../../../src/verify/copy/copy-schema.ts';
import { readSchemaImage } from '../../../src/verify/copy/schema-image.ts';
import { withSession } from '../with-session.ts';

/** A copy of a database's schema, beside the original. */
export interface CopiedDatabase extends SchemaCopy {
  readonly url: string;
}

const OPTIONS = { hasRoles: true };

/** Copies the schema of a database into a new one on the same server, shows it to `look`, and drops it. */
export async function withCopy<Seen>(url: string, look: (copy: CopiedDatabase) => Promise<Seen>): Promise<Seen> {
  const copyUrl = new URL(url);
  const name = `${copyUrl.pathname.slice(1)}_copy`;
  copyUrl.pathname = `/${name}`;
  const onServer = (sql: string): Promise<unknown> => withSession(url, (session) => session.query(sql));
  await onServer(`CREATE DATABASE ${name} TEMPLATE template0`);
  try {
    const image = await withSession(url, (session) => readSchemaImage(session, OPTIONS));
    const copy = await withSession(copyUrl.href, (session) => copySchema(image, session, OPTIONS));
    return await look({ ...copy, url: copyUrl.href });
  } finally {
    await onServer(`DROP DATABASE ${name} WITH (FORCE)`);
  }
}
