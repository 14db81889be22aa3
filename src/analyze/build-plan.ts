import type { Hazard } from '../model/hazard.ts';
import type { AffectedTable, Coverage, Plan, PlannedScript } from '../model/plan.ts';
import type { AnalyzedScript } from './analyze-batch.ts';
import { foreignKeysAmong } from './fk-graph.ts';
import { highestRisk, strongestTag } from './score.ts';
import type { World } from './world/world.ts';

/** What the analysis has found, with the undo of each script. */
export interface PlanParts {
  readonly scripts: readonly PlannedScript[];
  readonly hazards: readonly Hazard[];
  /** What was left out before the analysis: files that could not be split, catalogs that could not be read. */
  readonly notAnalysed: readonly string[];
  /** How many statements there were, where `scripts` holds only those worth telling of (lint). */
  readonly statements?: number;
}

type Summary = Pick<
  Plan,
  'scripts' | 'affected' | 'foreignKeys' | 'hazards' | 'tag' | 'risk' | 'undoScript' | 'hasIrreversible' | 'coverage'
>;

/** Puts the scripts of a batch together: radius, risk, undo and coverage of the whole. */
export function buildPlan(world: World, { scripts, hazards, notAnalysed, statements }: PlanParts): Summary {
  const affected = mergedTables(scripts);
  return {
    scripts,
    affected,
    foreignKeys: foreignKeysAmong(world, new Set(affected.map(({ table }) => table))),
    hazards,
    tag: strongestTag(scripts.map(({ tag }) => tag)),
    risk: highestRisk(scripts.map(({ risk }) => risk)),
    undoScript: undoScript(scripts),
    hasIrreversible: scripts.some(({ undo }) => undo !== null && (undo.source === 'missing' || undo.irreversible.length > 0)),
    coverage: coverageOf(scripts, notAnalysed, statements),
  };
}

/** An analysed script with its undo. */
export function withUndo(analyzed: AnalyzedScript, undo: PlannedScript['undo']): PlannedScript {
  return { ...analyzed.script, undo };
}

/** Each table once: directly touched beats reached by a foreign key, a short chain beats a long one. */
function mergedTables(scripts: readonly PlannedScript[]): readonly AffectedTable[] {
  const tables = new Map<string, AffectedTable>();
  for (const table of scripts.flatMap(({ statements }) => statements.flatMap(({ affected }) => affected))) {
    const known = tables.get(table.table);
    if (known === undefined || chainLength(table) < chainLength(known)) tables.set(table.table, table);
  }
  return [...tables.values()].toSorted((left, right) => chainLength(left) - chainLength(right));
}

function chainLength({ cascadePath }: AffectedTable): number {
  return cascadePath?.length ?? 0;
}

/** Undo of all scripts, the last one first; null where one is missing. */
function undoScript(scripts: readonly PlannedScript[]): string | null {
  const parts: string[] = [];
  for (const { script, undo, kind } of scripts.toReversed()) {
    if (kind === 'callback' || kind === 'repeatable') continue;
    if (undo?.sql === null || undo === null) return null;
    parts.push(`-- undoes ${script}\n${undo.sql.trim()}`);
  }
  return parts.length === 0 ? null : `${parts.join('\n\n')}\n`;
}

function coverageOf(scripts: readonly PlannedScript[], notAnalysed: readonly string[], count: number | undefined): Coverage {
  const opaque = scripts.flatMap(({ statements }) => statements.filter((statement) => statement.opaque.length > 0));
  return {
    scripts: scripts.length,
    statements: count ?? scripts.reduce((sum, { statements }) => sum + statements.length, 0),
    opaqueStatements: opaque.length,
    notAnalysed: [
      ...notAnalysed,
      ...opaque.flatMap(({ region, opaque: reasons }) =>
        reasons.map((reason) => `${region.file}:${region.line}:${region.column}: ${reason}`),
      ),
    ],
  };
}
