import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';

/** Whether a document fits `docs/schemas/<name>.schema.json`, strictly; what is wrong is in `errors`. */
export function documentSchema(name: string): ValidateFunction {
  const schema = JSON.parse(readFileSync(join(import.meta.dirname, '../../docs/schemas', `${name}.schema.json`), 'utf8')) as object;
  return new Ajv2020({ allErrors: true, strict: true, allowUnionTypes: true }).compile(schema);
}
