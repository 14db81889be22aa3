/** What a value is, as far as masking goes. `plain`: numbers of days, flags, labels and the like, which tell nothing of a person. */
export type Family =
  | 'text'
  | 'citext'
  | 'integer'
  | 'numeric'
  | 'float'
  | 'money'
  | 'date'
  | 'timestamp'
  | 'json'
  | 'inet'
  | 'cidr'
  | 'mac'
  | 'mac8'
  | 'uuid'
  | 'bytes'
  | 'xml'
  | 'hstore'
  | 'search'
  | 'point'
  | 'plain'
  | 'unknown';

/** A type, taken apart. */
export type ValueType =
  | {
      readonly kind: 'scalar';
      readonly family: Family;
      /** As one writes it. */
      readonly sqlName: string;
      /** Of extensions: the schema of their functions. */
      readonly schema: string;
      /** Domains on the way to it: their names say what it is. */
      readonly domains: readonly string[];
      /** A domain has CHECK constraints. */
      readonly isChecked: boolean;
      /** A domain lists all values. */
      readonly isListed: boolean;
      /** One server's binary form of it is understood by the other. */
      readonly isPortable: boolean;
    }
  | { readonly kind: 'array'; readonly element: ValueType; readonly isPortable: boolean }
  | { readonly kind: 'composite'; readonly sqlName: string; readonly fields: readonly ValueField[] };

/** A part of a composite type. */
export interface ValueField {
  readonly name: string;
  readonly type: ValueType;
  readonly maxLength: number | null;
}

/** Whether somebody must look at values of the type before they may leave the source. */
export function isChecked(type: ValueType): boolean {
  switch (type.kind) {
    case 'scalar':
      return type.isChecked;
    case 'array':
      return isChecked(type.element);
    case 'composite':
      return type.fields.some((field) => isChecked(field.type));
  }
}

/** Whether the binary form of the type may be sent to another server. */
export function isPortable(type: ValueType): boolean {
  return type.kind !== 'composite' && type.isPortable;
}
