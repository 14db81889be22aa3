import type { MigrationProof, Proof, ProofError, Verdict } from '../model/verdict.ts';

/** What speaks against a batch, and the place in a file that it is about. */
export interface VerifyFinding {
  readonly verdict: Exclude<Verdict, 'proven'>;
  /** Null: the batch as a whole. */
  readonly script: string | null;
  /** Path as configured, and a line of it; null: no file. */
  readonly file: string | null;
  readonly line: number;
  readonly message: string;
}

/** One finding for each migration that is not proven, then what concerns the batch as a whole. */
export function verifyFindings({ migrations, chain, reasons }: Proof): readonly VerifyFinding[] {
  const own = migrations.flatMap((migration) => findingOf(migration));
  const of = (verdict: Verdict, words: readonly string[]): readonly VerifyFinding[] =>
    verdict === 'proven' || words.length === 0 ? [] : [{ verdict, script: null, file: null, line: 1, message: words.join('\n') }];
  const told = new Set(own.flatMap(({ message }) => message.split('\n')));
  const isNew = (reason: string): boolean => !told.has(reason);
  const whole = chain === null ? [] : of(chain.verdict, chain.reasons.filter(isNew));
  const chained = new Set(chain?.reasons);
  const left = reasons.filter((reason) => isNew(reason) && !chained.has(reason));
  return [...own, ...whole, ...of(left.some((reason) => reason.startsWith('The callback ')) ? 'refuted' : 'unproven', left)];
}

/** The file in which a script that failed lies; a callback has none that is known here. */
export function fileOf({ script }: Pick<ProofError, 'script'>, migration: MigrationProof): string | null {
  if (script === migration.script) return migration.file;
  return script === migration.undoScript ? migration.undoFile : null;
}

function findingOf(migration: MigrationProof): readonly VerifyFinding[] {
  const { verdict, script, reasons, errors, undoFile, file } = migration;
  if (verdict === 'proven') return [];
  const [error] = errors;
  // A second up that fails because the undo left something is the undo's fault.
  const place =
    error === undefined || (error.step === 'reup' && isUndoToBlame(migration))
      ? { file: isUndoToBlame(migration) ? (undoFile ?? file) : file, line: 1 }
      : { file: fileOf(error, migration) ?? file, line: error.line ?? 1 };
  return [{ verdict, script, ...place, message: reasons.join('\n') }];
}

function isUndoToBlame({ restored, dataDifferences }: MigrationProof): boolean {
  return restored === 'no' || restored === 'order' || dataDifferences.length > 0;
}
