import pg from 'pg';
import { Session, type PgClient } from '../../src/postgres/session.ts';

/** Opens a session of ours on a database, and closes it again. */
export async function withSession<Seen>(url: string, work: (session: Session, client: pg.Client) => Promise<Seen>): Promise<Seen> {
  const client = new pg.Client({ connectionString: url });
  const session = Session.adopt(client as unknown as PgClient);
  await client.connect();
  try {
    return await work(session, client);
  } finally {
    await client.end();
  }
}
