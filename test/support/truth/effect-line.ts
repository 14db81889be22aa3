import type { Effect, RelationName } from '../../../src/model/effect.ts';

/** An effect in one line, for whoever looks into a case. */
export function effectLine(effect: Effect): string {
  switch (effect.kind) {
    case 'lock':
      return `lock ${effect.mode} on ${place(effect.relation)} (${effect.reason}${effect.isBrief ? ', brief' : ''})`;
    case 'work': {
      const locks = effect.under.map(({ relation, mode }) => `${mode} on ${place(relation)}`);
      const index = effect.index === null ? '' : ` index ${effect.index.name}`;
      return `${effect.work} of ${place(effect.relation)}${index}: ${effect.reason}; under ${locks.join(', ') || 'no lock'}`;
    }
    case 'rows':
      return `${effect.operation} ${effect.isWhole ? 'all' : 'some'} rows of ${place(effect.relation)}`;
    case 'destroy':
    case 'create':
      return `${effect.kind} ${effect.what} ${effect.name}`;
    case 'dependent':
      return `${effect.what} ${effect.name} is ${effect.change}`;
    case 'error':
      return `error ${effect.sqlState}: ${effect.message}`;
    case 'opaque':
      return `opaque: ${effect.reason}`;
  }
}

function place({ schema, name, isPreExisting }: RelationName): string {
  return `${schema}.${name}${isPreExisting ? '' : ' (new)'}`;
}
