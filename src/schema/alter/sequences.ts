import { Properties } from '../properties.ts';
import { keeping } from '../schema-statement.ts';
import { withoutOwner, type Alteration } from './alteration.ts';

const COUNTER = ['as', 'start with', 'increment by', 'minvalue', 'maxvalue', 'cache'];
const NAMES = ['unlogged', ...COUNTER, 'cycle', 'identity of', 'owned by'];

/** ALTER SEQUENCE. Where a column gets or loses its identity, its own statement makes or drops the sequence. */
export const alterSequence: Alteration = (before, after) => {
  const [old, young] = [before, after].map(({ definition }) => Properties.of(withoutOwner(definition).rest, NAMES)) as [
    Properties,
    Properties,
  ];
  const parameters = [
    ...COUNTER.filter((name) => old.get(name) !== young.get(name)).map((name) => `${name.toUpperCase()} ${young.get(name)}`),
    ...(old.has('cycle') === young.has('cycle') ? [] : [young.has('cycle') ? 'CYCLE' : 'NO CYCLE']),
    ...(old.get('owned by') === young.get('owned by') ? [] : [`OWNED BY ${young.get('owned by') ?? 'NONE'}`]),
  ];
  return [
    ...(parameters.length === 0 ? [] : [keeping(`ALTER SEQUENCE ${after.identity} ${parameters.join(' ')}`)]),
    ...(old.has('unlogged') === young.has('unlogged')
      ? []
      : [keeping(`ALTER SEQUENCE ${after.identity} SET ${young.has('unlogged') ? 'UNLOGGED' : 'LOGGED'}`)]),
  ];
};
