import { ServerError } from './server-error.ts';

const QUERY_CANCELLED = '57014';
const ATTEMPTS = 20;

/** Does something again that a cancel has hit which was not meant for it: one that came late, or a statement_timeout of milliseconds. */
export async function uncancelled<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      if (attempt === ATTEMPTS || !(error instanceof ServerError) || error.server.sqlState !== QUERY_CANCELLED) throw error;
    }
  }
}
