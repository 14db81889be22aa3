/** A JSON value; objects keep the order in which their keys were written. */
export type Json = string | number | boolean | null | readonly Json[] | JsonObject;

/** A JSON object. */
export interface JsonObject {
  readonly [key: string]: Json;
}

// Jackson writes control characters with upper-case hexadecimal digits, JSON.stringify with lower-case ones.
function printString(text: string): string {
  return JSON.stringify(text).replaceAll(/\\(?:u[0-9a-f]{4}|.)/g, (escape) =>
    escape[1] === 'u' ? `\\u${escape.slice(2).toUpperCase()}` : escape,
  );
}

function printList(list: readonly Json[], indent: string): string {
  return list.length === 0 ? '[ ]' : `[ ${list.map((item) => printValue(item, indent)).join(', ')} ]`;
}

function printObject(object: JsonObject, indent: string): string {
  const inner = `${indent}  `;
  const members = Object.entries(object).map(([key, value]) => `${inner}${printString(key)} : ${printValue(value, inner)}`);
  return members.length === 0 ? '{ }' : `{\n${members.join(',\n')}\n${indent}}`;
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

function printValue(value: Json, indent: string): string {
  if (typeof value === 'string') return printString(value);
  if (value === null || typeof value !== 'object') return String(value);
  return isList(value) ? printList(value, indent) : printObject(value, indent);
}

/** Prints a document as Flyway's JSON printer (Jackson, two blanks, `"key" : value`, lists on one level); no newline at the end. */
export function printJson(value: Json): string {
  return printValue(value, '');
}
