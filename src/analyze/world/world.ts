import type { Node, RangeVar } from 'libpg-query';
import type { RelationKind } from '../../model/effect.ts';
import type {
  Attachment,
  Column,
  Constraint,
  Dependency,
  DependencyType,
  EventTrigger,
  FunctionObject,
  Relation,
  SchemaObject,
  Trigger,
  TypeObject,
  TypeUse,
  WorldObject,
} from './objects.ts';

/** Settings of a session that change what a statement does. */
export interface SessionState {
  timeZone: string;
  searchPath: string[];
  user: string;
  /** `session_replication_role`. */
  replicationRole: 'origin' | 'replica' | 'local';
  defaultTableAccessMethod: string;
  defaultTablespace: string;
  /** Statements of PREPARE by name. */
  readonly prepared: Map<string, Node>;
}

type Fields<T extends { readonly id: number }> = Omit<T, 'id' | 'kind' | 'isNew' | 'isDropped' | 'isExtensionMember' | 'owner' | 'name'> & {
  readonly name: string;
};

const PG_CATALOG = 'pg_catalog';
const TEMPORARY = 'pg_temp';

/**
 * A database as the analysis knows it: read from a target (closed: what is not there does not exist), or grown from the text of earlier
 * migrations (open: what a statement names is assumed to exist). Interpreting a statement changes it as the server would.
 */
export class World {
  /** Major version of the server: 14 to 18. */
  readonly majorVersion: number;
  readonly isOpen: boolean;
  readonly session: SessionState;
  readonly schemas: Map<string, SchemaObject> = new Map();
  readonly eventTriggers: EventTrigger[] = [];
  readonly publications: Attachment[] = [];
  /** Extensions, servers, roles' objects and whatever has no list of its own. */
  readonly others: Attachment[] = [];
  /** Casts that users or extensions made, by `source>target` of type numbers. */
  readonly casts: Map<
    string,
    {
      readonly method: 'binary' | 'function' | 'inout';
      readonly volatility: 'immutable' | 'stable' | 'volatile';
      /** Where the cast is used by itself; `implicit` where it is not said. */
      readonly context?: 'implicit' | 'assignment' | 'explicit';
      readonly function?: FunctionObject | null;
    }
  > = new Map();
  /** Rows that tables are said to have (`--assume-rows`), by `name` or `schema.name`. */
  readonly assumedRows: Map<string, number> = new Map();
  /** From here on objects are new: the batch under analysis makes them. */
  isInBatch = false;
  #nextId = 1;
  readonly #relations = new Map<string, Relation>();
  readonly #types = new Map<string, TypeObject>();
  readonly #functions = new Map<string, FunctionObject[]>();
  readonly #dependents = new Map<number, Dependency[]>();
  readonly #references = new Map<number, Dependency[]>();
  readonly #byId = new Map<number, Relation>();
  readonly #constraintsByName = new Map<string, Set<Constraint>>();
  #fresh: { isNew: boolean }[] = [];
  readonly #emptied = new Set<Relation>();
  readonly #extended = new Set<TypeObject>();

  constructor(options: { readonly majorVersion: number; readonly isOpen: boolean; readonly session?: Partial<SessionState> }) {
    this.majorVersion = options.majorVersion;
    this.isOpen = options.isOpen;
    this.session = {
      timeZone: 'UTC',
      searchPath: ['public'],
      user: 'postgres',
      replicationRole: 'origin',
      defaultTableAccessMethod: 'heap',
      defaultTablespace: '',
      prepared: new Map(),
      ...options.session,
    };
    for (const name of [PG_CATALOG, 'information_schema', 'public']) this.addSchema(name);
  }

  /**
   * The batch under analysis is over: what it made is old from now on, and what it left empty may have been filled by the application when the
   * next one comes.
   */
  settle(): void {
    for (const object of this.#fresh) object.isNew = false;
    if (this.isOpen) for (const relation of this.#emptied) if (relation.population === 'empty') relation.population = 'unknown';
    for (const type of this.#extended) type.newLabels.clear();
    this.#fresh = [];
    this.#emptied.clear();
    this.#extended.clear();
  }

  // -- making objects ---------------------------------------------------------------------------------------------------------------

  addSchema(name: string): SchemaObject {
    const schema: SchemaObject = { ...this.#base(name), kind: 'schema' };
    this.#remember(schema);
    this.schemas.set(name, schema);
    return schema;
  }

  addRelation(
    fields: Partial<Fields<Relation>> & { readonly name: string; readonly schema: string; readonly relkind: RelationKind },
  ): Relation {
    const relation: Relation = {
      persistence: 'permanent',
      columns: [],
      population: 'empty',
      rows: null,
      bytes: null,
      hasToast: false,
      tablespace: null,
      accessMethod: null,
      ofType: null,
      options: new Map(),
      replicaIdentity: 'default',
      hasRowSecurity: false,
      constraints: [],
      indexes: [],
      triggers: [],
      rules: [],
      policies: [],
      parents: [],
      children: [],
      partitionKey: null,
      partitionBound: null,
      isDetachPending: false,
      index: null,
      query: null,
      isPopulated: true,
      ownedBy: null,
      isAssumed: false,
      activity: null,
      ...fields,
      ...this.#base(fields.name),
      kind: 'relation',
    };
    this.#remember(relation);
    this.#byId.set(relation.id, relation);
    if (relation.population === 'empty') this.#emptied.add(relation);
    this.#relations.set(key(relation.schema, relation.name), relation);
    return relation;
  }

  addColumn(relation: Relation, fields: Partial<Fields<Column>> & { readonly name: string; readonly use: TypeUse }): Column {
    const column: Column = {
      collation: null,
      isNotNull: false,
      identity: '',
      generated: '',
      defaultExpression: null,
      isLocal: true,
      inheritedTimes: 0,
      isAssumed: false,
      ...fields,
      ...this.#base(fields.name),
      kind: 'column',
      relation,
    };
    this.#remember(column);
    relation.columns.push(column);
    // A column of a user's type goes with the type (DROP TYPE ... CASCADE).
    this.depend(column, fields.use.type, 'normal');
    return column;
  }

  addConstraint(fields: Partial<Fields<Constraint>> & Pick<Constraint, 'name' | 'type'>): Constraint {
    const constraint: Constraint = {
      relation: null,
      domain: null,
      isValid: true,
      isEnforced: true,
      isNoInherit: false,
      isLocal: true,
      inheritedTimes: 0,
      columns: [],
      expression: null,
      index: null,
      referenced: null,
      referencedColumns: [],
      onDelete: 'no-action',
      onUpdate: 'no-action',
      isDeferrable: false,
      parent: null,
      ...fields,
      ...this.#base(fields.name),
      kind: 'constraint',
    };
    this.#indexConstraint(constraint);
    this.#remember(constraint);
    (constraint.relation?.constraints ?? constraint.domain?.constraints)?.push(constraint);
    return constraint;
  }

  addTrigger(fields: Partial<Fields<Trigger>> & Pick<Trigger, 'name' | 'relation'>): Trigger {
    const trigger: Trigger = {
      function: null,
      isRow: false,
      timing: 'after',
      events: new Set(),
      columns: [],
      enabled: 'origin',
      isConstraint: false,
      ...fields,
      ...this.#base(fields.name),
      kind: 'trigger',
    };
    this.#remember(trigger);
    trigger.relation.triggers.push(trigger);
    return trigger;
  }

  addType(fields: Partial<Fields<TypeObject>> & Pick<TypeObject, 'name' | 'schema' | 'category'>): TypeObject {
    const type: TypeObject = {
      element: null,
      base: null,
      isNotNull: false,
      defaultExpression: null,
      constraints: [],
      labels: [],
      newLabels: new Set(),
      relation: null,
      subtype: null,
      ...fields,
      ...this.#base(fields.name),
      kind: 'type',
    };
    this.#remember(type);
    this.#types.set(key(type.schema, type.name), type);
    return type;
  }

  addFunction(fields: Partial<Fields<FunctionObject>> & Pick<FunctionObject, 'name' | 'schema'>): FunctionObject {
    const made: FunctionObject = {
      prokind: 'function',
      language: 'sql',
      volatility: 'volatile',
      isStrict: false,
      isSecurityDefiner: false,
      returnsSet: false,
      arguments: [],
      parameters: [],
      defaultArguments: 0,
      argumentDefaults: [],
      isVariadic: false,
      returns: null,
      body: '',
      sqlBody: null,
      definition: null,
      settings: [],
      ...fields,
      ...this.#base(fields.name),
      kind: 'function',
    };
    this.#remember(made);
    const overloads = this.#functions.get(key(made.schema, made.name));
    if (overloads === undefined) this.#functions.set(key(made.schema, made.name), [made]);
    else overloads.push(made);
    return made;
  }

  addEventTrigger(fields: Omit<Fields<EventTrigger>, never>): EventTrigger {
    const trigger: EventTrigger = { ...fields, ...this.#base(fields.name), kind: 'event-trigger' };
    this.#remember(trigger);
    this.eventTriggers.push(trigger);
    return trigger;
  }

  /** A policy, rule, statistics object, publication, extension ...; those of a relation are in its lists as well. */
  addAttachment(fields: Partial<Fields<Attachment>> & Pick<Attachment, 'name' | 'what'>): Attachment {
    const made: Attachment = {
      schema: null,
      relation: null,
      columns: [],
      definition: null,
      ...fields,
      ...this.#base(fields.name),
      kind: 'attachment',
    };
    this.#remember(made);
    if (made.what === 'policy') made.relation?.policies.push(made);
    else if (made.what === 'rule') made.relation?.rules.push(made);
    if (made.what === 'publication') this.publications.push(made);
    this.others.push(made);
    return made;
  }

  // -- finding them -----------------------------------------------------------------------------------------------------------------

  /** The relation of a name; without schema by the search path, temporary ones first (manual 5.10.3). */
  findRelation(name: string, schema: string | null = null): Relation | null {
    for (const candidate of schema === null ? this.#path() : [schema]) {
      const found = this.#relations.get(key(candidate, name));
      if (found !== undefined) return found;
    }
    return null;
  }

  /** The relation that a statement names. In an open world an unknown one is assumed to be a table of unknown size (but in pg_catalog). */
  relation(range: Pick<RangeVar, 'relname' | 'schemaname'>, assume: RelationKind | null = 'table'): Relation | null {
    const name = range.relname ?? '';
    const schema = range.schemaname ?? null;
    const found = this.findRelation(name, schema);
    if (found !== null || !this.isOpen || assume === null || isSystemSchema(schema)) return found;
    const wasInBatch = this.isInBatch;
    this.isInBatch = false;
    try {
      return this.addRelation({ name, schema: schema ?? this.creationSchema(), relkind: assume, population: 'unknown', isAssumed: true });
    } finally {
      this.isInBatch = wasInBatch;
    }
  }

  /** The number that the next object will have: what is made from now on has it or a higher one. */
  get nextId(): number {
    return this.#nextId;
  }

  /** The relation of a number, as effects have it. */
  relationById(id: number): Relation | null {
    return this.#byId.get(id) ?? null;
  }

  /** A relation holds no row any more (TRUNCATE); when the batch is over the application may have filled it. */
  markEmpty(relation: Relation): void {
    relation.population = 'empty';
    this.#emptied.add(relation);
  }

  /** A label that must not be used before the end of the batch (55P04). */
  addNewLabel(type: TypeObject, label: string): void {
    type.newLabels.add(label);
    this.#extended.add(type);
  }

  /** A column by name; in an open world one that we have not seen is assumed where the relation is assumed. */
  column(relation: Relation, name: string): Column | null {
    const found = relation.columns.find((column) => column.name === name);
    if (found !== undefined) return found;
    if (!relation.isAssumed) return null;
    return this.addColumn(relation, { name, use: { type: this.unknownType('?'), modifier: -1 }, isAssumed: true });
  }

  allRelations(): readonly Relation[] {
    return [...this.#relations.values()];
  }

  allTypes(): readonly TypeObject[] {
    return [...this.#types.values()];
  }

  allFunctions(): readonly FunctionObject[] {
    return [...this.#functions.values()].flat();
  }

  /** A type by name; without schema pg_catalog first, then the search path. Null where it is unknown. */
  findType(name: string, schema: string | null = null): TypeObject | null {
    for (const candidate of schema === null ? [PG_CATALOG, ...this.#path()] : [schema]) {
      const found = this.#types.get(key(candidate, name));
      if (found !== undefined) return found;
    }
    return null;
  }

  /** A type that nothing is known of. */
  unknownType(name: string, schema: string = '?'): TypeObject {
    return this.#types.get(key(schema, name)) ?? this.addType({ name, schema, category: 'unknown' });
  }

  /** Constraints of a name, of whatever relation or domain. */
  constraintsNamed(name: string): Iterable<Constraint> {
    return this.#constraintsByName.get(name) ?? [];
  }

  /** Users' functions of a name; PostgreSQL's own are in the facts (facts/functions.ts). */
  findFunctions(name: string, schema: string | null = null): readonly FunctionObject[] {
    return (schema === null ? this.#path() : [schema]).flatMap((candidate) => this.#functions.get(key(candidate, name)) ?? []);
  }

  /** Is there a function that is not PostgreSQL's own? Most projects have none, and most expressions need no look then. */
  get hasFunctions(): boolean {
    return this.#functions.size > 0;
  }

  /** Where an object without schema is made: the first schema of the search path that exists. */
  creationSchema(): string {
    return this.session.searchPath.find((name) => this.schemas.has(name)) ?? this.session.searchPath[0] ?? 'public';
  }

  // -- changing them ----------------------------------------------------------------------------------------------------------------

  /** What --assume-rows says of a relation; null: nothing. */
  assumedRowsOf(relation: Relation): number | null {
    return this.assumedRows.get(`${relation.schema}.${relation.name}`) ?? this.assumedRows.get(relation.name) ?? null;
  }

  renameRelation(relation: Relation, name: string, schema: string = relation.schema): void {
    this.#relations.delete(key(relation.schema, relation.name));
    relation.name = name;
    relation.schema = schema;
    this.#relations.set(key(schema, name), relation);
  }

  renameConstraint(constraint: Constraint, name: string): void {
    this.#constraintsByName.get(constraint.name)?.delete(constraint);
    constraint.name = name;
    this.#indexConstraint(constraint);
  }

  renameType(type: TypeObject, name: string, schema: string = type.schema): void {
    this.#types.delete(key(type.schema, type.name));
    type.name = name;
    type.schema = schema;
    this.#types.set(key(schema, name), type);
  }

  renameFunction(target: FunctionObject, name: string, schema: string = target.schema): void {
    this.#forgetFunction(target);
    target.name = name;
    target.schema = schema;
    const overloads = this.#functions.get(key(schema, name));
    if (overloads === undefined) this.#functions.set(key(schema, name), [target]);
    else overloads.push(target);
  }

  /** Takes one object out of all lists; what depends on it is the caller's care (interpret/drop.ts). */
  forget(object: WorldObject): void {
    object.isDropped = true;
    switch (object.kind) {
      case 'schema':
        this.schemas.delete(object.name);
        break;
      case 'relation':
        this.#relations.delete(key(object.schema, object.name));
        this.#byId.delete(object.id);
        for (const parent of object.parents) without(parent.children, object);
        for (const child of object.children) without(child.parents, object);
        if (object.index !== null) without(object.index.table.indexes, object);
        break;
      case 'type':
        this.#types.delete(key(object.schema, object.name));
        break;
      case 'column':
        without(object.relation.columns, object);
        break;
      case 'constraint':
        without((object.relation ?? object.domain)?.constraints ?? [], object);
        this.#constraintsByName.get(object.name)?.delete(object);
        break;
      case 'trigger':
        without(object.relation.triggers, object);
        break;
      case 'function':
        this.#forgetFunction(object);
        break;
      case 'event-trigger':
        without(this.eventTriggers, object);
        break;
      case 'attachment':
        without(this.others, object);
        without(this.publications, object);
        without(object.relation?.policies ?? [], object);
        without(object.relation?.rules ?? [], object);
        break;
    }
    for (const { on } of this.references(object))
      this.#dependents.set(
        on.id,
        this.dependents(on).filter(({ dependent }) => dependent !== object),
      );
    for (const { dependent } of this.dependents(object))
      this.#references.set(
        dependent.id,
        this.references(dependent).filter(({ on }) => on !== object),
      );
    this.#references.delete(object.id);
    this.#dependents.delete(object.id);
  }

  // -- dependencies -----------------------------------------------------------------------------------------------------------------

  /** Records that `dependent` needs `on` (pg_depend). */
  depend(dependent: WorldObject, on: WorldObject, type: DependencyType): void {
    // PostgreSQL's own types are pinned: nothing is recorded of who needs them (IsPinnedObject, catalog.c).
    if (on.kind === 'type' && on.schema === PG_CATALOG) return;
    if (on === dependent || this.references(dependent).some((edge) => edge.on === on && edge.type === type)) return;
    const edge: Dependency = { dependent, on, type };
    this.#dependents.set(on.id, [...this.dependents(on), edge]);
    this.#references.set(dependent.id, [...this.references(dependent), edge]);
  }

  /** Forgets that `dependent` needs `on`, whatever the kind. */
  undepend(dependent: WorldObject, on: WorldObject): void {
    this.#dependents.set(
      on.id,
      this.dependents(on).filter((edge) => edge.dependent !== dependent),
    );
    this.#references.set(
      dependent.id,
      this.references(dependent).filter((edge) => edge.on !== on),
    );
  }

  /** What needs this object. */
  dependents(object: WorldObject): readonly Dependency[] {
    return this.#dependents.get(object.id) ?? [];
  }

  /** What this object needs. */
  references(object: WorldObject): readonly Dependency[] {
    return this.#references.get(object.id) ?? [];
  }

  #indexConstraint(constraint: Constraint): void {
    const named = this.#constraintsByName.get(constraint.name);
    if (named === undefined) this.#constraintsByName.set(constraint.name, new Set([constraint]));
    else named.add(constraint);
  }

  #remember(object: WorldObject): void {
    if (object.isNew) this.#fresh.push(object);
  }

  #forgetFunction(target: FunctionObject): void {
    without(this.#functions.get(key(target.schema, target.name)) ?? [], target);
  }

  #path(): readonly string[] {
    return [TEMPORARY, ...(this.session.searchPath.includes(PG_CATALOG) ? [] : [PG_CATALOG]), ...this.session.searchPath];
  }

  #base(name: string): { id: number; name: string; isNew: boolean; isDropped: boolean; owner: string | null; isExtensionMember: boolean } {
    return { id: this.#nextId++, name, isNew: this.isInBatch, isDropped: false, owner: this.session.user, isExtensionMember: false };
  }
}

/** Takes a member out of a list, in place. */
export function without<T>(list: T[], member: T): void {
  const at = list.indexOf(member);
  if (at >= 0) list.splice(at, 1);
}

function isSystemSchema(schema: string | null): boolean {
  return schema === PG_CATALOG || schema === 'information_schema';
}

function key(schema: string, name: string): string {
  return `${schema}\0${name}`;
}
