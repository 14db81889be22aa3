import type { FingerprintObject } from '../../model/fingerprint.ts';
import { shownIdentifier } from '../../syntax/shown-identifier.ts';
import { withoutOwner, type AlterationScene } from '../alter/alteration.ts';
import { columnProperties } from '../alter/columns.ts';
import { alterationIn, alterationOf } from '../alter/index.ts';
import { isDetached } from '../alter/relations.ts';
import { creationSteps, removalSteps } from '../order.ts';
import { isSame } from '../properties.ts';
import { joining, keeping, losing, type SchemaStatement } from '../schema-statement.ts';
import type { SchemaObject } from '../schema.ts';
import { inOrder, type Step } from './in-order.ts';
import { lossOf } from './losses.ts';
import { dropFormer, makeRoom, releaseOf, returnOf } from './release.ts';
import { replacement, type Replacement } from './replacement.ts';
import { Dependents, needsOf, type SchemaState } from './schema-state.ts';
import { inPlaces } from './in-places.ts';
import { familyOf, goesAlong, JOINING, placesOf, sourceAbove, tableAbove } from './together.ts';

const INHERITS = /\nINHERITS \(/u;
/** Kinds whose ALTER is hindered by what depends on them. */
const HINDERED: ReadonlySet<string> = new Set(['column', 'type', 'domain']);

/** What a way may touch, and who goes it. */
export interface DifferenceOptions {
  /** By key; other objects stay as they are. */
  readonly isInScope?: (key: string) => boolean;
  /** The role that executes the statements: what it makes is its own without a word. */
  readonly role?: string | null;
}

/**
 * The statements that take a schema from one state to another, in an order that dependencies allow: objects are altered where PostgreSQL can, else
 * dropped and made again with what depends on them.
 */
export function schemaDifference(before: SchemaState, after: SchemaState, options: DifferenceOptions = {}): readonly SchemaStatement[] {
  return new Difference(before, after, options).statements();
}

class Difference {
  readonly #before: SchemaState;
  readonly #after: SchemaState;
  readonly #isInScope: (key: string) => boolean;
  /** How a statement ends that gives an object to the role that has just made it. */
  readonly #ownerClause: string | null;
  readonly #scene: AlterationScene;
  readonly #dependents: Dependents;
  readonly #dependentsAfter: Dependents;
  /** By key, what changes an object where it stands. */
  readonly #alterations = new Map<string, readonly SchemaStatement[]>();

  constructor(before: SchemaState, after: SchemaState, { isInScope = () => true, role = null }: DifferenceOptions) {
    this.#before = before;
    this.#after = after;
    this.#isInScope = isInScope;
    this.#ownerClause = role === null ? null : ` OWNER TO ${shownIdentifier(role)}`;
    const { objects, serverVersionNum } = after.fingerprint;
    const creationOf = (key: string): readonly string[] => after.schema.objects.get(key)?.create ?? [];
    this.#scene = { before: before.fingerprint.objects, after: objects, creationOf, serverVersionNum };
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
      after,
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
    for (const key of [...made, ...leaving.gone]) this.#alterations.delete(key);
    for (const key of this.#familiesOf([...made, ...leaving.gone])) this.#alterations.delete(key);
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

  /** Families get and lose members with their classes: what else differs is seen then. */
  #familiesOf(keys: readonly string[]): readonly string[] {
    const { before, after } = this.#scene;
    return keys.flatMap((key) =>
      [before.get(key), after.get(key)].flatMap((object) => (object === undefined ? [] : (familyOf(object) ?? []))),
    );
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
      if (object === undefined || goesAlong(this.#objectBefore(key), gone, this.#scene.before) || this.#isOfBaseType(object, gone))
        return [];
      const dependents = this.#withMembers(key).flatMap((one) => this.#dependents.of(one));
      const parent = this.#objectBefore(key).parent ?? '';
      const needs = [
        ...dependents.flatMap((one) => [
          ...this.#dropOf(one, gone),
          `release ${one}`,
          ...(this.#stillNeeds(one, key) ? [] : [`alter ${one}`]),
        ]),
        // A sequence that is to stay has another owner first.
        ...[...this.#alterations.keys()].filter((one) => this.#scene.before.get(one)?.parent === key).map((one) => `alter ${one}`),
        ...(isDetached(parent, this.#scene.before, this.#scene.after) ? [`alter ${parent}`] : []),
      ];
      const loss = this.#scene.after.has(key) && object.kind !== 'column' && object.kind !== 'table' ? null : lossOf(object);
      if (this.#isSwapped(object, released)) return this.#swap(key, needs);
      return [{ name: `drop ${key}`, statements: statements.map((sql) => this.#dropped(object, sql, loss)), needs: new Set(needs) }];
    });
    return [...releases, ...drops];
  }

  /** The step with which an object goes: its own, or that of the object it goes along with. */
  #dropOf(key: string, gone: ReadonlySet<string>): readonly string[] {
    const object = this.#scene.before.get(key);
    const isAlong = object !== undefined && object.parent !== null && gone.has(key) && goesAlong(object, gone, this.#scene.before);
    return [`drop ${key}`, ...(isAlong ? [`drop ${object.parent}`] : [])];
  }

  /** A type that columns have makes room for the new one, and goes when they have that. */
  #isSwapped({ key, kind }: SchemaObject, released: Replacement['released']): boolean {
    if ((kind !== 'type' && kind !== 'domain') || !this.#scene.after.has(key)) return false;
    return this.#dependents.of(key).some((one) => released.get(one)?.isType === true);
  }

  #swap(key: string, needs: readonly string[]): readonly Step[] {
    const type = this.#objectBefore(key);
    const holders = this.#dependents.of(key).map((one) => `alter ${one}`);
    return [
      { name: `drop ${key}`, statements: [makeRoom(type)], needs: new Set(needs.filter((need) => !need.startsWith('alter '))) },
      { name: `discard ${key}`, statements: [dropFormer(type)], needs: new Set([...holders, `make ${key}`]) },
    ];
  }

  #dropped({ key, kind }: SchemaObject, sql: string, loss: string | null): SchemaStatement {
    const isBaseType = kind === 'type' && withoutOwner(this.#objectBefore(key).definition).rest.startsWith('base');
    const text = isBaseType ? `${sql} CASCADE` : sql;
    return loss === null ? keeping(text) : losing(text, loss);
  }

  /** A base type and its functions need each other, so that they go together. */
  #isOfBaseType({ key, kind, dependsOn }: SchemaObject, gone: ReadonlySet<string>): boolean {
    return kind === 'function' && dependsOn.some((need) => gone.has(need) && need.startsWith('type ') && this.#dependents.needs(need, key));
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
        ...(object === undefined || HINDERED.has(object.kind) ? this.#dependents.of(key).map((dependent) => `drop ${dependent}`) : []),
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
    return [...returnOf(after, release), ...rest];
  }

  /** How an object comes to be what it is afterwards: made, with its maker, or altered. */
  #stepsOf(key: string, made: ReadonlySet<string>): readonly string[] {
    const by = this.#after.schema.objects.get(key)?.madeBy ?? null;
    return [`make ${key}`, `alter ${key}`, ...(by !== null && made.has(key) ? this.#stepsOf(by, made) : [])];
  }

  #creations(made: ReadonlySet<string>, { gone }: Replacement): readonly Step[] {
    const { after } = this.#scene;
    const { objects } = this.#after.schema;
    const isFromAbove = (key: string): boolean => {
      const object = after.get(key);
      if (object?.kind === 'constraint' && /^inherited$/mu.test(object.definition)) {
        const table = objects.get(object.parent ?? '');
        return table !== undefined && made.has(table.key) && table.create.some((sql) => INHERITS.test(sql));
      }
      return object?.kind === 'column' && made.has(sourceAbove(object, after) ?? '');
    };
    const wanted = [...made].filter((key) => !isFromAbove(key)).flatMap((key) => objects.get(key) ?? []);
    const inTheWay = this.#dropsInTheWay(gone);
    const seen = new Set<string>();
    let last: string | null = null;
    return inPlaces(creationSteps(wanted), after).map(({ key, statements }, index): Step => {
      const members = wanted.filter((object) => object.key === key || object.madeBy === key);
      const name = seen.has(key) ? `complete ${key} ${index}` : `make ${key}`;
      // A default asks of a sequence only that it is there.
      const changes = members.flatMap((object) =>
        needsOf(object).flatMap((need) => (need.startsWith('sequence ') ? [] : [`alter ${need}`])),
      );
      const places = members.flatMap((object) => placesOf(after.get(object.key)));
      const needs = new Set([...changes, ...places.flatMap((place) => inTheWay.get(place) ?? []), ...(last === null ? [] : [last])]);
      seen.add(key);
      last = name;
      return { name, statements: statements.filter((sql) => !this.#isOwnAnyway(sql)).map((sql) => this.#made(key, sql, made)), needs };
    });
  }

  /** By name and by table, the drops that have to come before something is made there. */
  #dropsInTheWay(gone: ReadonlySet<string>): ReadonlyMap<string, readonly string[]> {
    const drops = new Map<string, string[]>();
    for (const key of gone) {
      for (const place of placesOf(this.#scene.before.get(key)))
        drops.set(place, [...(drops.get(place) ?? []), ...this.#dropOf(key, gone)]);
    }
    return drops;
  }

  #isOwnAnyway(sql: string): boolean {
    return this.#ownerClause !== null && sql.startsWith('ALTER ') && sql.endsWith(this.#ownerClause);
  }

  /** A table, or an index, becomes a part of one that is there already when all that belongs to it is there. */
  #made(key: string, sql: string, made: ReadonlySet<string>): SchemaStatement {
    const object = this.#scene.after.get(key);
    if (!JOINING.test(sql) || object === undefined) return keeping(sql);
    const above = object.kind === 'table' ? tableAbove(object) : sourceAbove(object, this.#scene.after);
    return above !== null && made.has(above) ? keeping(sql) : joining(sql.replace(/^ALTER TABLE ONLY /u, 'ALTER TABLE '));
  }

  #objectBefore(key: string): FingerprintObject {
    const object = this.#scene.before.get(key);
    if (object === undefined) throw new Error(`${key} is not there before`);
    return object;
  }
}
