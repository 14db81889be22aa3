import { differenceInWords } from '../model/difference-words.ts';
import type { ObjectDifference } from '../model/fingerprint.ts';
import type { ChainProof, DataDifference, MigrationProof, ProofError, Restored, Verdict } from '../model/verdict.ts';
import type { StateDifference } from './compare-states.ts';
import { isOrderOnly } from './fingerprint.ts';
import type { RoundTripItem, StepOutcome } from './round-trip.ts';

/** What limits every proof of a run. */
export interface Circumstances {
  /** Why the sandbox is not the target: another major, a history that cannot be replayed. Nothing is proven then. */
  readonly doubts: readonly string[];
  /** A migration before this one has failed, so that its failure may only follow from that. */
  readonly hasEarlierFailed?: boolean;
}

/** What was seen of one migration. */
export interface MigrationFacts {
  readonly up: StepOutcome;
  readonly undo: 'ok' | 'failed' | 'missing' | 'empty' | null;
  readonly undoMs: number | null;
  readonly down?: StepOutcome;
  readonly restored: StateDifference | null;
  /** The second up; null where it failed or was not tried. */
  readonly reup: StateDifference | null;
  readonly reupMs: number | null;
  readonly again?: StepOutcome;
  readonly probes?: ProbeFacts | undefined;
}

/** What became of rows that were written between up and undo. */
export interface ProbeFacts {
  /** Tables into which one was written. */
  readonly tables: readonly string[];
  /** Tables into which none could be written, and why. */
  readonly without: readonly { readonly table: string; readonly reason: string }[];
  /** Triggers that would have run for the rows did not. */
  readonly lacksTriggers: boolean;
  readonly lost: readonly DataDifference[];
  /** The undo fails on them, and only on them. */
  readonly failure: ProofError | null;
}

/** What was seen of the whole batch. */
export interface ChainFacts {
  readonly undone: number;
  readonly of: number;
  readonly stoppedAt: ChainProof['stoppedAt'];
  readonly errors: readonly ProofError[];
  /** Objects (`kind identity`) of repeatable migrations and callbacks. */
  readonly leftByOthers: ReadonlySet<string>;
  readonly restored: StateDifference | null;
  readonly reup: StateDifference | null;
}

/** A reason and what it makes of the verdict. */
interface Finding {
  readonly verdict: 'refuted' | 'unproven';
  readonly reason: string;
}

const refuted = (reason: string): Finding => ({ verdict: 'refuted', reason });
const unproven = (reason: string): Finding => ({ verdict: 'unproven', reason });

/** The verdict on one migration with its reasons. */
export function judgeMigration({ migration, undo }: RoundTripItem, facts: MigrationFacts, circumstances: Circumstances): MigrationProof {
  const { up, again, restored, reup } = facts;
  const down = facts.down ?? null;
  const caveats = [up, down, again].flatMap((step) => step?.caveat ?? []);
  const findings = [
    ...upFindings(up, circumstances),
    ...(up.error === null && migration.version !== null ? [...undoFindings(facts), ...probeFindings(facts)] : []),
    ...reupFindings(facts, migration.version === null),
    ...[...new Set(caveats)].map(refuted),
  ];
  return {
    version: migration.version?.text ?? null,
    description: migration.description,
    script: migration.script,
    file: migration.shownPath,
    undoScript: undo?.script ?? null,
    undoFile: undo?.shownPath ?? null,
    up: up.error === null ? 'ok' : 'failed',
    undo: facts.undo,
    restored: (down?.error ?? null) !== null ? 'no' : restored === null ? null : restoredAs(restored.objects),
    reup: again === undefined ? null : again.error !== null ? 'failed' : reup?.hasSchemaDifference === true ? 'different' : 'ok',
    ...concluded(findings, circumstances),
    differences: restored?.objects ?? [],
    reupDifferences: reup?.objects ?? [],
    dataDifferences: [...(restored?.data ?? []), ...(facts.probes?.lost ?? [])],
    ...(facts.probes === undefined ? {} : { probes: { tables: facts.probes.tables, without: facts.probes.without } }),
    errors: [up, down, again].flatMap((step) => step?.error ?? []).concat(facts.probes?.failure ?? []),
    upMs: Math.round(up.elapsedMs),
    undoMs: rounded(facts.undoMs),
    reupMs: rounded(facts.reupMs),
  };
}

/** The verdict on undoing the whole batch and applying it again. */
export function judgeChain(facts: ChainFacts, circumstances: Circumstances): ChainProof {
  const { stoppedAt, errors, leftByOthers } = facts;
  const own = (objects: readonly ObjectDifference[] = []): readonly ObjectDifference[] =>
    objects.filter(({ kind, identity }) => !leftByOthers.has(`${kind} ${identity}`));
  const differences = own(facts.restored?.objects);
  const reupDifferences = own(facts.reup?.objects);
  const restored = facts.restored === null ? 'no' : restoredAs(differences);
  const isReupTried = stoppedAt === null && facts.restored !== null;
  const reup = !isReupTried ? null : facts.reup === null ? 'failed' : reupDifferences.length > 0 ? 'different' : 'ok';
  const first = errors[0];
  const findings: Finding[] = [];
  if (stoppedAt?.why === 'missing')
    findings.push(unproven(`Version ${stoppedAt.version} has no undo script, so the batch cannot be undone beyond it`));
  else if (stoppedAt !== null) findings.push(failedStep('The undo of', stoppedAt.version, first));
  else {
    if (restored !== 'exact') findings.push(schemaFinding('Undoing the whole batch', restored, differences));
    findings.push(...dataFindings('Undoing the whole batch', facts.restored?.data ?? []));
    if (reup === 'failed') findings.push(refuted(`The batch cannot be applied again: ${first?.message ?? 'the sandbox was lost'}`));
    if (reup === 'different') findings.push(refuted(`Applying the batch again gives another schema: ${named(reupDifferences)}`));
  }
  return {
    undone: facts.undone,
    of: facts.of,
    stoppedAt,
    restored,
    reup,
    ...concluded(findings, circumstances),
    differences,
    reupDifferences,
    dataDifferences: facts.restored?.data ?? [],
    errors,
  };
}

/** The verdict on the whole: the worst of its parts. */
export function worstVerdict(verdicts: readonly Verdict[]): Verdict {
  return verdicts.find((one) => one === 'refuted') ?? verdicts.find((one) => one === 'unproven') ?? 'proven';
}

function concluded(
  findings: readonly Finding[],
  { doubts }: Circumstances,
): { readonly verdict: Verdict; readonly reasons: readonly string[] } {
  const all = [...findings, ...doubts.map(unproven)];
  const verdict = worstVerdict(all.map((finding) => finding.verdict));
  return { verdict, reasons: all.toSorted((a, b) => rank(a) - rank(b)).map(({ reason }) => reason) };
}

function rank({ verdict }: Finding): number {
  return verdict === 'refuted' ? 0 : 1;
}

function upFindings({ error, lacks }: StepOutcome, { doubts, hasEarlierFailed }: Circumstances): readonly Finding[] {
  if (error === null) return [];
  if (lacks !== null) return [unproven(lacks)];
  if (hasEarlierFailed === true) return [unproven(`It fails, perhaps only because one before it has failed: ${error.message}`)];
  return [doubts.length > 0 ? unproven(`It fails: ${error.message}`) : refuted(`It fails: ${error.message}`)];
}

function undoFindings({ undo, down, restored }: MigrationFacts): readonly Finding[] {
  if (undo === 'missing') return [unproven('There is no undo script')];
  const error = down?.error ?? null;
  if (error !== null)
    return [(down?.lacks ?? null) === null ? refuted(`The undo script fails: ${error.message}`) : unproven(down?.lacks ?? '')];
  if (restored === null) return [];
  const subject = undo === 'empty' ? 'The undo script is empty and' : 'The undo script';
  const as = restoredAs(restored.objects);
  return [...(as === 'exact' ? [] : [schemaFinding(subject, as, restored.objects)]), ...dataFindings(subject, restored.data)];
}

const DATA_EXCEPTION = '22';

function probeFindings({ probes }: MigrationFacts): readonly Finding[] {
  if (probes === undefined) return [];
  const { lost, failure } = probes;
  if (failure !== null) {
    // What a cast or a calculation does with a value depends on the value, and this one was made up.
    const isDoubtful = probes.lacksTriggers || failure.sqlState?.startsWith(DATA_EXCEPTION) === true;
    if (isDoubtful) return [unproven(`The undo script fails on rows that were made up and written since up: ${failure.message}`)];
    return [refuted(`The undo script fails when rows have been written since up: ${failure.message}`)];
  }
  const rows = lost.filter(({ identity }) => probes.tables.includes(identity)).map(({ identity }) => identity);
  const values = lost.filter(({ identity }) => !probes.tables.includes(identity)).map(({ identity }) => identity);
  return [
    ...(rows.length > 0 ? [refuted(`Rows written between up and undo are lost: ${listed(rows)}`)] : []),
    ...(values.length > 0 ? [refuted(`Values written between up and undo are lost: ${listed(values)}`)] : []),
  ];
}

function reupFindings({ again, reup }: MigrationFacts, isRepeatable: boolean): readonly Finding[] {
  if (again === undefined) return [];
  if (again.error !== null) {
    const what = isRepeatable ? 'It cannot be run a second time' : 'It cannot be applied again after its undo';
    return [again.lacks === null ? refuted(`${what}: ${again.error.message}`) : unproven(again.lacks)];
  }
  if (reup === null || reup.objects.length === 0) return [];
  if (isOrderOnly(reup.objects)) return [unproven(`Applied again, only the order of columns differs: ${named(reup.objects)}`)];
  return [refuted(`${isRepeatable ? 'Run' : 'Applied'} again, it gives another schema: ${named(reup.objects)}`)];
}

function schemaFinding(subject: string, restored: Restored, differences: readonly ObjectDifference[]): Finding {
  if (restored === 'order') return unproven(`${subject} restores all but the order of columns: ${named(differences)}`);
  return refuted(`${subject} does not restore the schema: ${named(differences)}`);
}

function dataFindings(subject: string, differences: readonly DataDifference[]): readonly Finding[] {
  const lost = differences.filter(({ change }) => change !== 'added');
  const added = differences.filter(({ change }) => change === 'added');
  const words = (list: readonly DataDifference[]): string => listed(list.map(dataWords));
  return [
    ...(lost.length > 0 ? [refuted(`Data lost: ${words(lost)}`)] : []),
    ...(added.length > 0 ? [refuted(`${subject} leaves rows or values behind: ${words(added)}`)] : []),
  ];
}

function dataWords({ kind, identity, change, before, after }: DataDifference): string {
  if (kind === 'sequence') return `sequence ${identity} went back from ${before}${after === 0 ? ' to its start' : ` to ${after}`}`;
  if (change === 'changed') return `${identity} has other ${kind} than before (${before})`;
  return `${identity} had ${before} ${before === 1 ? kind.slice(0, -1) : kind} and has ${after}`;
}

function failedStep(what: string, version: string, error: ProofError | undefined): Finding {
  const words = `${what} version ${version} fails in the chain of all undos: ${error?.message ?? 'the sandbox was lost'}`;
  return error?.isTimeout === true ? unproven(words) : refuted(words);
}

function restoredAs(differences: readonly ObjectDifference[]): Restored {
  return differences.length === 0 ? 'exact' : isOrderOnly(differences) ? 'order' : 'no';
}

/** Few differences as sentences, many by their names alone. */
function named(differences: readonly ObjectDifference[]): string {
  if (differences.length <= MOST_TOLD) return differences.map(differenceInWords).join('; ');
  return listed(differences.map(({ kind, identity, change }) => `${kind} ${identity} ${change}`));
}

const MOST_TOLD = 3;

const MOST_NAMED = 5;

function listed(items: readonly string[]): string {
  const rest = items.length - MOST_NAMED;
  return items.slice(0, MOST_NAMED).join(', ') + (rest > 0 ? ` and ${rest} more` : '');
}

function rounded(ms: number | null): number | null {
  return ms === null ? null : Math.round(ms);
}
