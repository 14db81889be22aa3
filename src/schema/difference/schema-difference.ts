import type { FingerprintObject } from '../../model/fingerprint.ts';
import type { AlterationScene } from '../alter/alteration.ts';
import { columnProperties } from '../alter/columns.ts';
import { alterationIn, alterationOf } from '../alter/index.ts';
import { creationSteps, removalSteps } from '../order.ts';
import { isSame } from '../properties.ts';
import { keeping, losing, type SchemaStatement } from '../schema-statement.ts';
import type { SchemaObject } from '../schema.ts';
import { inOrder, type Step } from './in-order.ts';
import { lossOf } from './losses.ts';
import { releaseOf, returnOf } from './release.ts';
import { replacement, type Replacement } from './replacement.ts';
import { Dependents, needsOf, type SchemaState } from './schema-state.ts';

/** What says something about another object, and is gone with it. */
const ABOUT: ReadonlySet<string> = new Set(['comment', 'security label', 'grant', 'default privilege']);

/**
 * The statements that take a schema from one state to another, in an order that dependencies allow: objects are altered where PostgreSQL can, else
 * dropped and made again with what depends on them. `isInScope`: of which objects, by key; the others stay as they are.
 */
export function schemaDifference(
  before: SchemaState,
  after: SchemaState,
  isInScope: (key: string) => boolean = () => true,
): readonly SchemaStatement[] {
  return new Difference(before, after, isInScope).statements();
}

class Difference {
  readonly #before: SchemaState;
  readonly #after: SchemaState;
  readonly #isInScope: (key: string) => boolean;
  readonly #scene: AlterationScene;
  readonly #dependents: Dependents;
  readonly #dependentsAfter: Dependents;
  /** By key, what changes an object where it stands. */
  readonly #alterations = new Map<string, readonly SchemaStatement[]>();

  constructor(before: SchemaState, after: SchemaState, isInScope: (key: string) => boolean) {
    this.#before = before;
    this.#after = after;
    this.#isInScope = isInScope;
    const { objects, serverVersionNum } = after.fingerprint;
    this.#scene = { before: before.fingerprint.objects, after: objects, serverVersionNum };
    this.#dependents = new Dependents(before.schema);
    this.#dependentsAfter = new Dependents(after.schema);
  }

  statements(): readonly SchemaStatement[] {
    const { before, after } = this.#scene;
    const keys = [...new Set([...before.keys(), ...after.keys()])].filter((key) => this.#isInScope(key));
    const replaced = keys.filter((key) => this.#alter(key) === null);
    const retyped = [...this.#alterations.keys()].filter((key) => this.#isRetyped(key));
    const scene = {
      before,
      dependents: this.#dependents,
      dependentsAfter: this.#dependentsAfter,
      altered: new Set(this.#alterations.keys()),
      isInScope: this.#isInScope,
    };
    const leaving = replacement(
      replaced.filter((key) => before.has(key)),
      retyped,
      scene,
    );
    const made = new Set([...replaced, ...leaving.gone].filter((key) => after.has(key) && this.#isInScope(key)));
    for (const key of made) this.#alterations.delete(key);
    for (const key of leaving.gone) this.#alterations.delete(key);
    return inOrder([...this.#removals(leaving), ...this.#changes(leaving, made), ...this.#creations(made, leaving)]);
  }

  /** The statements that change an object where it stands, none where it does not differ; null: it is made, dropped, or made anew. */
  #alter(key: string): readonly SchemaStatement[] | null {
    const [old, young] = [this.#scene.before.get(key) ?? null, this.#scene.after.get(key) ?? null];
    if (old !== null && young !== null && !this.#differs(old, young)) return [];
    const statements = old !== null && young !== null ? alterationOf(old, young, this.#scene) : alterationIn(old, young, this.#scene);
    if (statements !== null) this.#alterations.set(key, statements);
    return statements;
  }

  #differs(old: FingerprintObject, young: FingerprintObject): boolean {
    const isSameMajor =
      Math.floor(this.#before.fingerprint.serverVersionNum / 10_000) === Math.floor(this.#after.fingerprint.serverVersionNum / 10_000);
    return old.definition !== young.definition || (isSameMajor && old.detail !== young.detail);
  }

  #isRetyped(key: string): boolean {
    const [old, young] = [this.#scene.before.get(key), this.#scene.after.get(key)];
    if (old?.kind !== 'column' || young === undefined) return false;
    return !isSame(columnProperties(old), columnProperties(young), ['type', 'collate', 'generated always as']);
  }

  #removals({ gone, released }: Replacement): readonly Step[] {
    const { objects } = this.#before.schema;
    const releases = [...released].map(([key, release]): Step => {
      const needs = this.#dependents.of(key).map((dependent) => `drop ${dependent}`);
      return { name: `release ${key}`, statements: releaseOf(this.#objectBefore(key), release), needs: new Set(needs) };
    });
    const objectsGone = [...gone].flatMap((key) => objects.get(key) ?? []);
    const drops = removalSteps(objectsGone).flatMap(({ key, statements }): readonly Step[] => {
      const object = objects.get(key);
      if (object === undefined || this.#goesAlong(object, gone)) return [];
      const dependents = this.#withMembers(key).flatMap((one) => this.#dependents.of(one));
      const needs = dependents.flatMap((one) => [`drop ${one}`, `release ${one}`, ...(this.#stillNeeds(one, key) ? [] : [`alter ${one}`])]);
      const loss = this.#scene.after.has(key) && object.kind !== 'column' && object.kind !== 'table' ? null : lossOf(object);
      return [
        {
          name: `drop ${key}`,
          statements: statements.map((sql) => (loss === null ? keeping(sql) : losing(sql, loss))),
          needs: new Set(needs),
        },
      ];
    });
    return [...releases, ...drops];
  }

  /** What is about another object goes with it without a word. */
  #goesAlong({ kind, key }: SchemaObject, gone: ReadonlySet<string>): boolean {
    const parent = this.#scene.before.get(key)?.parent ?? null;
    return ABOUT.has(kind) && parent !== null && gone.has(parent);
  }

  #stillNeeds(key: string, needed: string): boolean {
    return this.#dependentsAfter.needs(key, needed);
  }

  #withMembers(key: string): readonly string[] {
    return [key, ...this.#dependents.membersOf(key).flatMap((member) => this.#withMembers(member))];
  }

  #changes({ gone, released }: Replacement, made: ReadonlySet<string>): readonly Step[] {
    const keys = new Set([...this.#alterations.keys(), ...released.keys()].filter((key) => !gone.has(key) && !made.has(key)));
    return [...keys].map((key): Step => {
      const object = this.#after.schema.objects.get(key);
      const needs = [
        `release ${key}`,
        ...this.#dependents.of(key).map((dependent) => `drop ${dependent}`),
        ...(object === undefined ? [] : needsOf(object).flatMap((need) => this.#stepsOf(need, made))),
      ];
      return { name: `alter ${key}`, statements: this.#changeOf(key, released), needs: new Set(needs) };
    });
  }

  #changeOf(key: string, released: Replacement['released']): readonly SchemaStatement[] {
    const release = released.get(key);
    if (release === undefined) return this.#alterations.get(key) ?? [];
    const after = this.#scene.after.get(key) ?? this.#objectBefore(key);
    const rest = this.#alterations.get(key)?.filter(({ sql }) => !/ (?:DROP DEFAULT|SET DEFAULT .*|TYPE .*)$/su.test(sql)) ?? [];
    return [...returnOf(after, { ...release, isDefault: true }), ...rest];
  }

  /** How an object comes to be what it is afterwards: made, with its maker, or altered. */
  #stepsOf(key: string, made: ReadonlySet<string>): readonly string[] {
    const by = this.#after.schema.objects.get(key)?.madeBy ?? null;
    return [`make ${key}`, `alter ${key}`, ...(by !== null && made.has(key) ? this.#stepsOf(by, made) : [])];
  }

  #creations(made: ReadonlySet<string>, { gone }: Replacement): readonly Step[] {
    const { objects } = this.#after.schema;
    const wanted = [...made].flatMap((key) => objects.get(key) ?? []);
    let last: string | null = null;
    return creationSteps(wanted).map(({ key, statements }, index): Step => {
      const members = wanted.filter((object) => object.key === key || object.madeBy === key);
      const name = index > 0 && last === `make ${key}` ? `complete ${key}` : `make ${key}`;
      const needs = [
        ...members.flatMap((object) => needsOf(object).map((need) => `alter ${need}`)),
        ...[...gone].map((one) => `drop ${one}`),
        ...(last === null ? [] : [last]),
      ];
      last = name;
      return { name, statements: statements.map((sql) => keeping(sql)), needs: new Set(needs) };
    });
  }

  #objectBefore(key: string): FingerprintObject {
    const object = this.#scene.before.get(key);
    if (object === undefined) throw new Error(`${key} is not there before`);
    return object;
  }
}
