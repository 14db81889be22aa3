import { keeping } from '../schema-statement.ts';
import { withoutOwner, type Alteration } from './alteration.ts';

const HEAD = /^CREATE OR REPLACE [\s\S]*?(?=\n LANGUAGE )/u;
const DEFAULTS = / DEFAULT (?:'(?:[^']|'')*'(?:::[^,)]+)?|[^,()']+|\([^()]*\))/gu;

/** CREATE OR REPLACE where arguments and result are the same, or only defaults come. */
export const alterRoutine: Alteration = (before, after) => {
  const [old, young] = [withoutOwner(before.definition).rest, withoutOwner(after.definition).rest];
  if (old === young) return [];
  const [oldHead, youngHead] = [HEAD.exec(old)?.[0] ?? '', HEAD.exec(young)?.[0] ?? ''];
  const isReplaced = oldHead === youngHead || oldHead === youngHead.replace(DEFAULTS, '');
  return isReplaced ? [keeping(young.trimEnd())] : null;
};
