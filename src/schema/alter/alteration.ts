import type { FingerprintObject } from '../../model/fingerprint.ts';
import type { SchemaStatement } from '../schema-statement.ts';

export type Objects = ReadonlyMap<string, FingerprintObject>;

/** What an alteration may look at besides the object itself. */
export interface AlterationScene {
  readonly before: Objects;
  readonly after: Objects;
  /** What makes an object as it is afterwards. */
  readonly creationOf: (key: string) => readonly string[];
  /** `150004`: what the server's grammar knows. */
  readonly serverVersionNum: number;
}

/**
 * The statements that take an object from one definition to another where it stands; null: it has to be dropped and made again. No statements: there are
 * none that do it, and dropping it would be worse.
 */
export type Alteration = (before: FingerprintObject, after: FingerprintObject, scene: AlterationScene) => readonly SchemaStatement[] | null;

/** The first line of a definition says who owns the object; the rest is what there is besides. */
export function withoutOwner(definition: string): { readonly owner: string | null; readonly rest: string } {
  const [, owner = null, rest = ''] = /^owner ([^\n]*)(?:\n([\s\S]*))?$/u.exec(definition) ?? [];
  return owner === null ? { owner, rest: definition } : { owner, rest };
}
