import type { Node } from 'libpg-query';
import type { Column, TypeUse } from '../world/objects.ts';
import type { World } from '../world/world.ts';
import { coerceTo } from './coerce.ts';
import { conversionRisk } from './conversion-risk.ts';
import { planned } from './inline-function.ts';
import { scopeOf } from './scope.ts';
import { isAlwaysUtc } from './time-zone.ts';
import { unlessTooDeep } from './too-deep.ts';
import { transform } from './transform.ts';
import { isBuiltin, isOpaque } from './type-facts.ts';
import type { Typed } from './typed.ts';

export { canKeepIndex } from './index-reuse.ts';

/** What ALTER COLUMN TYPE does to the rows. */
export interface TypeChange {
  /** `keep`: catalog only; `scan`: all rows are checked in place (a domain's constraint); `rewrite`: a new file. */
  readonly work: 'keep' | 'scan' | 'rewrite';
  /** Why, in words. */
  readonly reason: string;
  /** Could a value be refused by the new type (22001, 22P02, 23514 ...)? */
  readonly canFail: boolean;
  /** Could values change or lose something (a shorter text, a smaller scale, no time zone)? */
  readonly losesData: boolean;
}

/** PostgreSQL's ATColumnChangeRequiresRewrite (tablecmds.c): is the transformation a plain relabelling? No major up to 18 only scans. */
export function typeChange(world: World, column: Column, to: TypeUse, using: Node | null): TypeChange {
  const otherwise: TypeChange = { work: 'rewrite', reason: 'USING calculates new values', canFail: true, losesData: true };
  return unlessTooDeep(() => changeBy(world, column, to, using), otherwise);
}

function changeBy(world: World, column: Column, to: TypeUse, using: Node | null): TypeChange {
  const old: Typed = { kind: 'column', column, name: column.name, use: column.use, arguments: [], volatility: 'immutable' };
  const given = using === null ? old : transform(world, using, scopeOf(column.relation));
  const coerced = coerceTo(world, given, to, 'assignment');
  if (coerced === null) return { work: 'rewrite', reason: 'there is no cast to the new type', canFail: true, losesData: true };
  const tree = planned(world, coerced);
  const reason = column.generated === 'virtual' ? null : reasonToRewrite(world, tree, column);
  return {
    work: reason === null ? 'keep' : 'rewrite',
    reason: reason ?? 'the rows stay as they are',
    ...conversionRisk(world, tree, column),
  };
}

function reasonToRewrite(world: World, tree: Typed, column: Column): string | null {
  for (let typed: Typed | undefined = tree; typed !== undefined; typed = typed.arguments[0]) {
    switch (typed.kind) {
      case 'column':
        return typed.column === column ? null : 'USING takes another column';
      case 'relabel':
        break;
      case 'domain':
        return 'the domain has constraints';
      case 'call':
        if (!isTimeZoneShift(typed)) return typed.coercion === null ? 'USING calculates new values' : reasonOfCast(typed);
        if (!isAlwaysUtc(world.session.timeZone)) return `the session's time zone (${world.session.timeZone}) shifts every value`;
        break;
      case 'array-coercion':
        return 'every element of the arrays is converted';
      case 'text-coercion':
        return 'the values are converted through text';
      default:
        return isOpaque(column.use.type) || isOpaque(tree.use.type) ? 'the types are not known' : 'USING calculates new values';
    }
  }
  return 'USING calculates new values';
}

function reasonOfCast(typed: Typed): string {
  const [from] = typed.arguments;
  return from?.use.type === typed.use.type
    ? 'the new length or precision is checked in every value'
    : 'the new type has another binary form';
}

function isTimeZoneShift(typed: Typed & { readonly kind: 'call' }): boolean {
  const [from] = typed.arguments;
  if (typed.function !== null || from === undefined || typed.arguments.length !== 1) return false;
  const isShift = (source: string, target: string): boolean => isBuiltin(from.use.type, source) && isBuiltin(typed.use.type, target);
  return isShift('timestamp', 'timestamptz') || isShift('timestamptz', 'timestamp');
}
