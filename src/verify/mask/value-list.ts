const LITERAL = String.raw`'(?:[^']|'')*'(?:::[a-z "]+)?(?:\(\d+\))?`;

/** Whether a CHECK constraint, as the server prints it, lists all values that a column (or VALUE) may have, and says nothing else. */
export function hasValueList(definition: string, column: string): boolean {
  if (/ (?:NOT VALID|NOT ENFORCED)$/u.test(definition)) return false;
  const plain = definition.replace(/ NO INHERIT$/u, '').replace(/^CHECK /u, '');
  const name = column.replaceAll(/[.*+?^${}()|[\]\\]/gu, '\\$&');
  const value = String.raw`\(*"?${name}"?\)*(?:::[a-z ]+)?\)*`;
  const list = String.raw`ANY \(*ARRAY\[${LITERAL}(?:, ${LITERAL})*\]\)*(?:::[a-z ]+\[\])?\)*`;
  return new RegExp(String.raw`^\(*${value} = (?:${list}|\(*${LITERAL}\)*)$`, 'u').test(plain);
}
