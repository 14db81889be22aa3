import type { Node } from 'libpg-query';

type Deparse = (typeof import('pgsql-deparser'))['deparseSync'];

let deparser: Deparse | null = null;

/** Loads what turns trees into SQL; `deparse` needs it. */
export async function loadDeparser(): Promise<void> {
  deparser ??= (await import('pgsql-deparser')).deparseSync;
}

/** A tree as SQL on one line, without semicolon. Call `loadDeparser` first. */
export function deparse(node: Node): string {
  if (deparser === null) throw new Error('loadDeparser() has not been awaited.');
  return deparser(node, { pretty: false }).trim();
}
