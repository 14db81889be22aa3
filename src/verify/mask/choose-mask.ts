import { fits, strictest, type MaskMethod } from './mask-method.ts';
import { isCodeName, isNeutralName, personalKind, type PersonalKind } from './personal-names.ts';
import type { Family, ValueField, ValueType } from './value-type.ts';

/** What is known of a column before its values are looked at. */
export interface MaskFacts {
  readonly name: string;
  readonly type: ValueType;
  readonly maxLength: number | null;
  readonly isUnique: boolean;
  /** Part of a primary key or of a foreign key. */
  readonly isKey: boolean;
  /** A CHECK constraint or a domain lists all values. */
  readonly isListed: boolean;
  readonly harmless: readonly string[];
  /** Asked for by a rule or a comment. */
  readonly wanted: MaskMethod | 'personal' | null;
}

/** What is done with the values of a column. `harmless`: values that stay as they are. */
export interface Mask {
  readonly method: MaskMethod;
  readonly harmless: readonly string[];
}

/** Up to so many characters tell nothing of a person: `EUR`, `de`, `M`. */
const SHORT = 3;
const KEEP: Mask = { method: 'keep', harmless: [] };

/** What numbers tell of a person although they are keys. */
const TELLING_KEYS: readonly PersonalKind[] = ['number', 'phone', 'network', 'secret'];

const TEXT_METHODS: Readonly<Record<PersonalKind, MaskMethod>> = {
  secret: 'text',
  email: 'email',
  phone: 'phone',
  network: 'shape',
  number: 'shape',
  birth: 'shape',
  location: 'shape',
  url: 'url',
  person: 'name',
  address: 'text',
  income: 'shape',
  free: 'text',
};

const NUMBER_METHODS: Readonly<Partial<Record<PersonalKind, MaskMethod>>> = {
  secret: 'digits',
  phone: 'digits',
  network: 'digits',
  number: 'digits',
  birth: 'noise',
  income: 'noise',
  location: 'location',
};

/** Decides for a column: what a rule or a comment says, else what its type and its name suggest. Text is masked unless it is known to be harmless. */
export function chooseMask(facts: MaskFacts): Mask {
  const { wanted, type } = facts;
  if (wanted === 'keep') return KEEP;
  if (type.kind === 'array') return chooseMask({ ...facts, type: type.element, isUnique: false });
  if (type.kind === 'composite') return compositeMask(type.fields, wanted);
  if (wanted === 'personal') return { method: personalMethod(facts, type.family), harmless: [] };
  if (wanted !== null) return { method: fits(wanted, type.family) ? wanted : strictest(type.family), harmless: [] };
  const kind = personalKind([facts.name, ...type.domains]);
  return type.family === 'text' || type.family === 'citext' ? textMask(facts, type.isListed, kind) : otherMask(facts, type.family, kind);
}

/** Decides for a field of a composite type, by its own name and type. */
export function chooseFieldMask({ name, type, maxLength }: ValueField): Mask {
  return chooseMask({ name, type, maxLength, isUnique: false, isKey: false, isListed: false, harmless: [], wanted: null });
}

// The fields are decided one by one, where the expression is made.
function compositeMask(fields: readonly ValueField[], wanted: MaskFacts['wanted']): Mask {
  if (wanted === 'null') return { method: 'null', harmless: [] };
  return fields.every((field) => chooseFieldMask(field).method === 'keep') ? KEEP : { method: 'text', harmless: [] };
}

function textMask(facts: MaskFacts, isListedByDomain: boolean, kind: PersonalKind | null): Mask {
  if (facts.isListed || isListedByDomain) return KEEP;
  const isNeutral = kind === null || kind === 'free' || isNeutralName(facts.name);
  if (isNeutral && facts.maxLength !== null && facts.maxLength <= SHORT) return KEEP;
  const method = kind === null ? 'text' : TEXT_METHODS[kind];
  const harmless = kind === null || isCodeName(facts.name) ? facts.harmless : [];
  return { method: facts.isUnique && method === 'text' ? 'token' : method, harmless };
}

function otherMask(facts: MaskFacts, family: Family, kind: PersonalKind | null): Mask {
  switch (family) {
    case 'integer':
    case 'numeric':
    case 'float':
    case 'money':
      return { method: numberMethod(facts, family, kind), harmless: [] };
    case 'date':
    case 'timestamp':
      return kind === 'birth' && !facts.name.endsWith('_at') ? { method: 'date', harmless: [] } : KEEP;
    case 'uuid':
      return kind === 'secret' && !facts.isKey ? { method: 'uuid', harmless: [] } : KEEP;
    case 'plain':
      return KEEP;
    default:
      return { method: strictest(family), harmless: [] };
  }
}

function numberMethod(facts: MaskFacts, family: Family, kind: PersonalKind | null): MaskMethod {
  if (kind === null || isNeutralName(facts.name) || (facts.isKey && !TELLING_KEYS.includes(kind))) return 'keep';
  if (kind === 'location' && family === 'integer') return 'keep';
  const method = NUMBER_METHODS[kind];
  if (method === undefined) return 'keep';
  return fits(method, family) ? method : 'noise';
}

function personalMethod({ name, type, isUnique }: MaskFacts, family: Family): MaskMethod {
  const kind = personalKind([name, ...(type.kind === 'scalar' ? type.domains : [])]);
  if (family !== 'text' && family !== 'citext') return strictest(family);
  const method = kind === null ? 'text' : TEXT_METHODS[kind];
  return isUnique && method === 'text' ? 'token' : method;
}
