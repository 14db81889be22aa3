import type { BatchScript } from '../analyze/analyze-batch.ts';
import type { PreparedScript } from '../execute/prepare-script.ts';
import type { CallbackScript, Migration } from '../model/migration.ts';

/** A prepared migration as the analysis takes it. */
export function batchMigration(
  migration: Migration,
  prepared: PreparedScript,
  facts: { readonly isOutOfOrder: boolean; readonly hasUndo: boolean },
): BatchScript {
  return {
    ...batchScript(migration.shownPath, prepared),
    ...facts,
    kind: migration.kind,
    version: migration.version?.text ?? null,
    description: migration.description,
    script: migration.script,
    checksum: migration.checksum,
  };
}

/** A prepared callback as the analysis takes it. */
export function batchCallback(callback: CallbackScript, prepared: PreparedScript): BatchScript {
  return {
    ...batchScript(callback.shownPath, prepared),
    isOutOfOrder: false,
    hasUndo: true,
    kind: 'callback',
    version: null,
    description: callback.description === '' ? callback.event : `${callback.event}: ${callback.description}`,
    script: callback.script,
    checksum: null,
  };
}

function batchScript(
  file: string,
  prepared: PreparedScript,
): Pick<BatchScript, 'file' | 'fileBytes' | 'bytes' | 'toFileOffset' | 'statements' | 'isTransactional'> {
  return {
    file,
    fileBytes: prepared.fileBytes,
    bytes: prepared.bytes,
    toFileOffset: (offset) => prepared.toFileOffset(offset),
    statements: prepared.statements(),
    isTransactional: prepared.isTransactional,
  };
}
