import type { PolicySettings, Rule, ScriptSubject } from './rule.ts';
import type { Hazard } from '../model/hazard.ts';
import type { PlannedScript, PlannedUndo } from '../model/plan.ts';
import type { Statement } from '../syntax/split.ts';
import { Interpretation } from './interpret/interpretation.ts';
import { activeRules } from './run-rules.ts';
import { ScriptAnalysis } from './script-analysis.ts';
import type { ScriptEdit } from './undo/keep/edit-script.ts';
import type { World } from './world/world.ts';

/** A script as it comes from the sources: its bytes, split, with its place in the batch. */
export interface BatchScript {
  readonly kind: ScriptSubject['kind'];
  readonly version: string | null;
  readonly description: string;
  /** Path below its location. */
  readonly script: string;
  /** Path as configured, for places. */
  readonly file: string;
  readonly checksum: number | null;
  /** As on disk, and as it is sent. */
  readonly fileBytes: Buffer;
  readonly bytes: Buffer;
  readonly toFileOffset: (offset: number) => number;
  readonly statements: Iterable<Statement>;
  readonly isTransactional: boolean;
  readonly isOutOfOrder: boolean;
  readonly hasUndo: boolean;
}

export interface AnalyzeOptions {
  readonly policy: PolicySettings;
  /** `YYYY-MM-DD`, for suppressions that end. */
  readonly today: string;
  /** Also write the inverse of each statement (`loadDeparser` must have been awaited). */
  readonly invertsStatements?: boolean;
  /** The inverse may rest on edits of the script that set aside what it destroys. */
  readonly keepsData?: boolean;
}

/** What the analysis says of a script: all of it but the undo, and the hazards of the file as a whole. */
export interface AnalyzedScript {
  readonly script: Omit<PlannedScript, 'undo'>;
  readonly hazards: readonly Hazard[];
  /** By inverting its statements; null unless asked for. */
  readonly generatedUndo: PlannedUndo | null;
  /** Of its irreversible steps those that only concern definitions: a catalog of the state before tells them. */
  readonly untold: PlannedUndo['irreversible'];
  /** What has to be put into the script so that the undo finds what the script destroys; empty unless asked for. */
  readonly edits: readonly ScriptEdit[];
}

/**
 * Follows the scripts of a batch one after the other through a world, which it changes as the server would: what each statement locks, works on and
 * destroys, what rules say of it, and how risky it is. Segments are numbered through the whole batch. `loadParser` must have been awaited.
 */
export class BatchAnalysis {
  readonly world: World;
  readonly interpretation: Interpretation;
  readonly rules: readonly Rule[];
  readonly options: AnalyzeOptions;
  #segment = 0;

  constructor(world: World, options: AnalyzeOptions) {
    this.world = world;
    this.options = options;
    this.interpretation = new Interpretation(world);
    this.interpretation.buildsByPartition = true;
    this.rules = activeRules(options.policy);
    world.isInBatch = true;
  }

  /** Follows the next script. */
  script(source: BatchScript): AnalyzedScript {
    return new ScriptAnalysis(source, this).run();
  }

  /** Number of the transaction that begins. */
  nextSegment(): number {
    return ++this.#segment;
  }

  /** The batch ends here: what it made is old from now on. */
  settle(): void {
    this.interpretation.releaseLocks();
    this.world.settle();
  }
}
