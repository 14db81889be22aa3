import { createHash } from 'node:crypto';
import type { Node } from 'libpg-query';
import type { Effect } from '../model/effect.ts';
import { StatementError } from '../model/errors.ts';
import type { Hazard, Region } from '../model/hazard.ts';
import { isAtLeast } from '../model/lock-mode.ts';
import type { PlannedStatement } from '../model/plan.ts';
import { commandTag } from '../syntax/command-tag.ts';
import { parseSql } from '../syntax/parse.ts';
import { characterToByteOffset } from '../syntax/position.ts';
import type { Span, Statement } from '../syntax/split.ts';
import type { AnalyzedScript, BatchAnalysis, BatchScript } from './analyze-batch.ts';
import { affectedTables } from './fk-graph.ts';
import { interpretNode } from './interpret/interpret.ts';
import { isBlockingWork, plannedEffects } from './planned-effects.ts';
import { Regions } from './regions.ts';
import { shownName } from './rule.ts';
import type { Rule, ScriptSubject, StatementSubject } from './rule.ts';
import { psqlMetaCommand } from './rules/psql-meta-command.ts';
import { suppressionExpired } from './rules/suppression-expired.ts';
import { suppressionInvalid } from './rules/suppression-invalid.ts';
import { suppressionUnused } from './rules/suppression-unused.ts';
import { syntaxError } from './rules/syntax-error.ts';
import { checkScript, checkStatement, hazardOf, noteBefore } from './run-rules.ts';
import { highestRisk, riskOf, strongestTag } from './score.ts';
import { isInForce, suppress, suppressionsIn, type FoundSuppression } from './suppressions.ts';
import { tagOf } from './tag.ts';
import { generatedUndo, prepareInverse, untoldOf } from './undo/generate-undo.ts';
import type { Inverse, Origin } from './undo/inverse.ts';
import type { ScriptEdit } from './undo/keep/edit-script.ts';
import { Keeping } from './undo/keep/keeping.ts';
import type { Relation } from './world/objects.ts';

/** Longer statements are not parsed: PostgreSQL's parser would need many times their size in memory. */
const MAX_PARSED_BYTES = 8_000_000;

type Parsed = { readonly node: Node } | { readonly hazard: Hazard | null; readonly opaque: string };

/** One script on its way through the analysis. */
export class ScriptAnalysis {
  readonly #source: BatchScript;
  readonly #batch: BatchAnalysis;
  readonly #regions: Regions;
  readonly #subjects: StatementSubject[] = [];
  readonly #places = new Map<StatementSubject, Statement>();
  readonly #suppressions: FoundSuppression[] = [];
  readonly #used = new Set<FoundSuppression>();
  readonly #inverses: (Inverse & { readonly statement: number })[] = [];
  readonly #edits: ScriptEdit[] = [];
  readonly #origin: Origin;
  #inTransaction: StatementSubject[] = [];
  #segment: number | null = null;

  constructor(source: BatchScript, batch: BatchAnalysis) {
    this.#source = source;
    this.#batch = batch;
    this.#regions = new Regions(source);
    const keeping = batch.options.keepsData === true && source.version !== null ? new Keeping(source.version) : undefined;
    this.#origin = { firstId: batch.world.nextId, keeping };
  }

  run(): AnalyzedScript {
    const source = this.#source;
    this.#begin(source.isTransactional);
    this.#suppressions.push(...this.#foundIn({ start: 0, end: source.bytes.length }));
    const statements: PlannedStatement[] = [];
    for (const statement of source.statements) statements.push(this.#statement(statement));
    const ofFile = checkScript(this.#batch.rules, this.#subject(), (statement) => this.#regionOf(statement));
    const hazards = this.#suppressed(
      ofFile,
      this.#suppressions.filter(({ isForFile }) => isForFile),
    );
    return {
      script: {
        kind: source.kind === 'undo' ? 'callback' : source.kind,
        version: source.version,
        description: source.description,
        script: source.script,
        checksum: source.checksum,
        sha256: sha256(source.fileBytes),
        sha256Sent: sha256(source.bytes),
        bytes: source.fileBytes.length,
        isTransactional: source.isTransactional,
        isOutOfOrder: source.isOutOfOrder,
        statements,
        suppressions: this.#suppressions.map(({ rule, reason, until, by, region }) => ({ rule, reason, until, by, region })),
        tag: strongestTag(statements.map(({ tag }) => tag)),
        risk: highestRisk(statements.map(({ risk }) => risk)),
      },
      hazards: [...hazards, ...this.#wrongSuppressions()],
      generatedUndo: this.#batch.options.invertsStatements === true ? generatedUndo(this.#inverses) : null,
      untold: untoldOf(this.#inverses),
      edits: this.#edits,
    };
  }

  #begin(isTransactional: boolean): void {
    const { interpretation } = this.#batch;
    interpretation.releaseLocks();
    interpretation.isInTransaction = isTransactional;
    this.#inTransaction = [];
    this.#segment = isTransactional ? this.#batch.nextSegment() : null;
  }

  #statement(statement: Statement): PlannedStatement {
    const span: Span = { start: statement.tokenStart, end: statement.end };
    const region = this.#regions.of(span);
    const parsed = this.#parse(statement, region);
    const regionAt = (offset: number | null): Region =>
      offset === null ? region : this.#regions.of({ start: Math.min(span.start + offset, span.end), end: span.end });
    const bytes = this.#source.bytes.subarray(statement.start, statement.end);
    const facts = { statement, region, bytes, regionAt };
    return 'node' in parsed ? this.#followed(parsed.node, facts) : this.#unknown(parsed, facts);
  }

  #followed(
    node: Node,
    {
      statement,
      region,
      bytes,
      regionAt,
    }: { statement: Statement; region: Region; bytes: Buffer; regionAt: (offset: number | null) => Region },
  ): PlannedStatement {
    const { world, interpretation, rules } = this.#batch;
    const [kind = ''] = Object.keys(node);
    const before = noteBefore(rules, node, world);
    const inverter = this.#batch.options.invertsStatements === true ? prepareInverse(node, world, this.#originOf(statement)) : null;
    const effects = interpretation.statement(() => interpretNode(interpretation, node));
    if (inverter !== null) this.#invert(statement, inverter(effects));
    const subject: StatementSubject = {
      node,
      kind,
      sql: statement.sql,
      effects,
      world,
      segment: this.#segment,
      earlierInTransaction: this.#inTransaction,
      script: this.#subject(),
      policy: this.#batch.options.policy,
    };
    this.#subjects.push(subject);
    this.#places.set(subject, statement);
    const hazards = checkStatement(rules, subject, before, regionAt);
    if (this.#segment !== null) this.#inTransaction.push(subject);
    const planned = this.#planned({ statement, region, bytes, effects, hazards, command: commandTag(node) });
    // COMMIT inside a script ends one transaction; what follows runs in the next.
    if (statement.control === 'commit' || statement.control === 'rollback') this.#endTransaction();
    return planned;
  }

  #invert(statement: Statement, inverse: Inverse): void {
    this.#inverses.push({ statement: statement.index + 1, ...inverse });
    if (inverse.aside === undefined) return;
    const { toFileOffset } = this.#source;
    this.#edits.push({ start: toFileOffset(statement.tokenStart), end: toFileOffset(statement.end), aside: inverse.aside });
  }

  /** A statement with placeholders means another thing elsewhere, and outside of a transaction others could write meanwhile. */
  #originOf({ tokenStart, end }: Statement): Origin {
    const { bytes, fileBytes, toFileOffset, isTransactional } = this.#source;
    const isAsWritten = bytes.subarray(tokenStart, end).equals(fileBytes.subarray(toFileOffset(tokenStart), toFileOffset(end)));
    return isTransactional && isAsWritten ? this.#origin : { firstId: this.#origin.firstId };
  }

  #endTransaction(): void {
    this.#inTransaction = [];
    if (this.#segment !== null) this.#segment = this.#batch.nextSegment();
  }

  #unknown(
    { hazard, opaque }: { readonly hazard: Hazard | null; readonly opaque: string },
    { statement, region, bytes }: { statement: Statement; region: Region; bytes: Buffer },
  ): PlannedStatement {
    const effects: readonly Effect[] = [{ kind: 'opaque', reason: opaque, offset: null }];
    return this.#planned({ statement, region, bytes, effects, hazards: hazard === null ? [] : [hazard], command: 'unknown' });
  }

  #planned(facts: {
    readonly statement: Statement;
    readonly region: Region;
    readonly bytes: Buffer;
    readonly effects: readonly Effect[];
    readonly hazards: readonly Hazard[];
    readonly command: string;
  }): PlannedStatement {
    const { statement, region, bytes, effects, command } = facts;
    const { world } = this.#batch;
    const fields = plannedEffects(effects, (relation) => shownName(world, relation));
    const hazards = this.#suppressed(facts.hazards, this.#covering(statement));
    const tag = tagOf(effects);
    const affected = affectedTables(world, this.#changedTables(effects));
    return {
      number: statement.index + 1,
      sql: statement.sql,
      sha256: sha256(bytes),
      region,
      command,
      segment: this.#segment,
      tag,
      ...fields,
      affected,
      hazards,
      risk: riskOf({
        tag,
        blocks: fields.blocks,
        isBlockingWork: effects.some((effect) => effect.kind === 'work' && isBlockingWork(effect)),
        blocksFor: fields.blocksFor,
        affected,
        cascadeDrops: fields.dependents.filter(({ change }) => change === 'dropped').length,
        isOpaque: fields.opaque.length > 0,
        isRefused: fields.error !== null,
        hazards,
      }),
    };
  }

  /** The tables that a statement changes itself: locked more strongly than reading does, made, or written. */
  #changedTables(effects: readonly Effect[]): readonly Relation[] {
    const { world } = this.#batch;
    const ids = new Set<number>();
    for (const effect of effects) {
      if (effect.kind === 'lock' && effect.reason === 'direct' && isAtLeast(effect.mode, 'ROW EXCLUSIVE')) ids.add(effect.relation.id);
      if (effect.kind === 'rows' || (effect.kind === 'destroy' && effect.relation !== null))
        ids.add((effect.relation as { id: number }).id);
    }
    return [...ids]
      .flatMap((id) => world.relationById(id) ?? [])
      .filter(({ relkind }) => relkind === 'table' || relkind === 'partitioned-table');
  }

  #parse(statement: Statement, region: Region): Parsed {
    if (statement.metaCommand !== null) {
      const message = `\\${statement.metaCommand.name} is a command of psql, which no server understands.`;
      const hazard = hazardOf(psqlMetaCommand, { message }, region);
      return { hazard, opaque: message };
    }
    const length = statement.end - statement.tokenStart;
    if (length > MAX_PARSED_BYTES) return { hazard: null, opaque: `a statement of ${length} bytes is not parsed` };
    const text = this.#source.bytes.toString('utf8', statement.tokenStart, statement.end);
    try {
      const [first] = parseSql(text, this.#source.file).stmts ?? [];
      return first?.stmt === undefined ? { hazard: null, opaque: 'nothing to parse' } : { node: first.stmt };
    } catch (error) {
      if (!(error instanceof StatementError)) throw error;
      return { hazard: this.#syntaxHazard(error, text, statement), opaque: error.message };
    }
  }

  /** The error of PostgreSQL's parser, at its place in the file. */
  #syntaxHazard(error: StatementError, text: string, statement: Statement): Hazard {
    const { place } = error;
    const offset = place?.column === undefined ? 0 : offsetOf(text, place.line, place.column);
    const region = this.#regions.of({ start: Math.min(statement.tokenStart + offset, statement.end), end: statement.end });
    const caret = place?.excerpt === undefined ? '' : `\n${place.excerpt}`;
    return hazardOf(syntaxError, { message: `${error.message}${caret}`, safer: null }, region);
  }

  #subject(): ScriptSubject {
    const { script, kind, version, fileBytes, isTransactional, hasUndo } = this.#source;
    const { world, options } = this.#batch;
    return {
      script,
      kind,
      version,
      bytes: fileBytes.length,
      isTransactional,
      hasUndo,
      statements: this.#subjects,
      world,
      policy: options.policy,
    };
  }

  #regionOf(subject: StatementSubject | null): Region {
    const statement = subject === null ? undefined : this.#places.get(subject);
    return this.#regions.of(statement === undefined ? { start: 0, end: 0 } : { start: statement.tokenStart, end: statement.end });
  }

  #foundIn(span: Span): readonly FoundSuppression[] {
    return suppressionsIn(this.#source.bytes, span, (at) => this.#regions.of(at));
  }

  /** Suppressions before or in a statement (its own bytes begin behind the previous one's end), and those for the whole file. */
  #covering({ start, end }: Statement): readonly FoundSuppression[] {
    if (this.#suppressions.length === 0) return [];
    const from = this.#source.toFileOffset(start);
    const to = this.#source.toFileOffset(end);
    return this.#suppressions.filter(({ isForFile, region }) => isForFile || (region.offset >= from && region.offset < to));
  }

  #suppressed(hazards: readonly Hazard[], by: readonly FoundSuppression[]): readonly Hazard[] {
    return suppress(hazards, by, this.#batch.options.today, this.#used);
  }

  /** A suppression that is wrong, over or needless says so: else it would hide something one day. */
  #wrongSuppressions(): readonly Hazard[] {
    const { today, policy } = this.#batch.options;
    return this.#suppressions.flatMap((suppression) => {
      const said = (broken: Rule, message: string): readonly Hazard[] => [hazardOf(broken, { message }, suppression.region)];
      const { rule, problem, until } = suppression;
      if (problem !== null) return said(suppressionInvalid, `This flyback:allow ${problem}.`);
      if (!policy.rules.some(({ id }) => id === rule)) return said(suppressionInvalid, `There is no rule ${rule}: docs/rules lists them.`);
      if (!isInForce(suppression, today)) return said(suppressionExpired, `The permission for ${rule} ended on ${until ?? ''}.`);
      if (!this.#used.has(suppression))
        return said(suppressionUnused, `Nothing here breaks ${rule}: the comment allows what does not happen.`);
      return [];
    });
  }
}

function offsetOf(text: string, line: number, column: number): number {
  const lines = text.split('\n').slice(0, line - 1);
  const before = lines.reduce((sum, part) => sum + Buffer.byteLength(part) + 1, 0);
  return before + characterToByteOffset(Buffer.from(text).subarray(before), column - 1);
}

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
