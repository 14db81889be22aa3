import type { FingerprintObject } from '../../model/fingerprint.ts';
import { splitOn } from '../identity.ts';
import { Properties } from '../properties.ts';
import { keeping, type SchemaStatement } from '../schema-statement.ts';
import { withoutOwner, type Alteration, type AlterationScene } from './alteration.ts';
import { partitionOf, relationProperties } from './relations.ts';

const STATES = ['disabled', 'enabled on replicas', 'enabled always', 'enabled'];
const ENABLE: Readonly<Record<string, string>> = {
  disabled: 'DISABLE',
  'enabled on replicas': 'ENABLE REPLICA',
  'enabled always': 'ENABLE ALWAYS',
};
const POLICY = ['permissive', 'restrictive', 'for', 'to', 'using', 'with check'];

interface Switched {
  readonly text: string;
  /** One of STATES; null: as it was made. */
  readonly state: string | null;
}

/** What a trigger or rule is, and when it fires. */
export function switchedOf(definition: string): Switched {
  const lines = definition.split('\n');
  const last = lines.at(-1) ?? '';
  return STATES.includes(last) ? { text: lines.slice(0, -1).join('\n'), state: last } : { text: definition, state: null };
}

/** ALTER TABLE .. ENABLE and DISABLE TRIGGER. */
export const alterTrigger: Alteration = (before, after) => {
  const [old, young] = [switchedOf(before.definition), switchedOf(after.definition)];
  return old.text === young.text ? [switching(after, 'TRIGGER', young.state)] : null;
};

/** CREATE OR REPLACE RULE, and ALTER TABLE .. ENABLE and DISABLE RULE. */
export const alterRule: Alteration = (before, after) => {
  const [old, young] = [switchedOf(before.definition), switchedOf(after.definition)];
  return [
    ...(old.text === young.text ? [] : [keeping(young.text.replace(/^CREATE RULE/u, 'CREATE OR REPLACE RULE').replace(/;\s*$/u, ''))]),
    ...(old.state === young.state ? [] : [switching(after, 'RULE', young.state)]),
  ];
};

/** The statement that says when a trigger or rule fires; null: usually. */
export function switching({ identity, parent }: FingerprintObject, what: 'TRIGGER' | 'RULE', state: string | null): SchemaStatement {
  const [name, table] = splitOn(identity);
  const kind = parent?.startsWith('foreign table ') === true ? 'FOREIGN TABLE' : 'TABLE';
  return keeping(`ALTER ${kind} ${table} ${ENABLE[state ?? ''] ?? 'ENABLE'} ${what} ${name}`);
}

/** ALTER POLICY, which can change roles and conditions but not take a condition away. */
export const alterPolicy: Alteration = (before, after) => {
  const [old, young] = [Properties.of(before.definition, POLICY), Properties.of(after.definition, POLICY)];
  const isOther = old.has('permissive') !== young.has('permissive') || old.get('for') !== young.get('for');
  const isTaken = ['using', 'with check'].some((name) => old.has(name) && !young.has(name));
  if (isOther || isTaken) return null;
  const [name, table] = splitOn(after.identity);
  const clauses = [
    ...(old.get('to') === young.get('to') ? [] : [`TO ${young.get('to')}`]),
    ...(old.get('using') === young.get('using') ? [] : [`USING (${young.get('using')})`]),
    ...(old.get('with check') === young.get('with check') ? [] : [`WITH CHECK (${young.get('with check')})`]),
  ];
  return [keeping(`ALTER POLICY ${name} ON ${table} ${clauses.join(' ')}`)];
};

/** ALTER EVENT TRIGGER .. ENABLE and DISABLE. */
export const alterEventTrigger: Alteration = (before, after) => {
  const [old, young] = [switchedOf(withoutOwner(before.definition).rest), switchedOf(withoutOwner(after.definition).rest)];
  if (old.text !== young.text) return null;
  return old.state === young.state ? [] : [keeping(`ALTER EVENT TRIGGER ${after.identity} ${ENABLE[young.state ?? ''] ?? 'ENABLE'}`)];
};

/** A partition's trigger is told only where it fires otherwise than the one that it is a clone of; null: it is no clone. */
export function alterClone(
  before: FingerprintObject | null,
  after: FingerprintObject | null,
  scene: AlterationScene,
): readonly SchemaStatement[] | null {
  const clone = after ?? before;
  const objects = after === null ? scene.before : scene.after;
  const table = objects.get(clone?.parent ?? '');
  const partition = table === undefined ? null : partitionOf(relationProperties(table));
  if (clone === null || partition === null) return null;
  const original = `trigger ${splitOn(clone.identity)[0]} on ${partition.parent}`;
  if (!objects.has(original)) return null;
  // Both may go.
  const model = scene.after.get(original);
  if (after === null && model === undefined) return [];
  return [switching(clone, 'TRIGGER', switchedOf((after ?? model)?.definition ?? '').state)];
}
