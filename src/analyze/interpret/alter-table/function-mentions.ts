import type { FunctionObject, Relation } from '../../world/objects.ts';
import type { Interpretation } from '../interpretation.ts';

/**
 * PostgreSQL does not look into the text of a function's body: what a function says of a renamed, dropped or retyped column, or of a renamed
 * relation, breaks when it runs next. Records each function whose body seems to name it.
 */
export function reportMentions(context: Interpretation, relation: Relation, column: string | null): void {
  const names = column === null ? [relation.name] : [relation.name, column];
  for (const called of context.world.allFunctions()) {
    if (called.body === '' || (called.language !== 'sql' && called.language !== 'plpgsql')) continue;
    // A trigger function names the columns of its table without naming the table.
    const isTrigger = relation.triggers.some((trigger) => trigger.function === called);
    const wanted = isTrigger ? names.slice(-1) : names;
    if (wanted.every((name) => mentions(called, name)))
      context.dependent({ what: 'function', name: `${called.schema}.${called.name}`, change: 'uses' });
  }
}

/** As a whole word, whatever the case. */
function mentions({ body }: FunctionObject, name: string): boolean {
  const text = body.toLowerCase();
  const word = name.toLowerCase();
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1))
    if (!isWordCharacter(text[at - 1]) && !isWordCharacter(text[at + word.length])) return true;
  return false;
}

function isWordCharacter(character: string | undefined): boolean {
  return character !== undefined && /[\p{L}\p{N}_$]/u.test(character);
}
