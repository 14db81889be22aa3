import type { Plan, PlannedScript, PlannedUndo, PlanTarget } from '../model/plan.ts';
import { allowedHazards, countBySeverity, openHazards } from './plan-hazards.ts';

/** `1 table`, `2 tables`, `12,000 tables`. */
export function counted(count: number, one: string, many: string = `${one}s`): string {
  return `${grouped(count)} ${count === 1 ? one : many}`;
}

/** `12,000`. */
export function grouped(count: number): string {
  return String(count).replace(/\B(?=(?:\d{3})+$)/gu, ',');
}

/** `2 scripts, 12 statements`: all that were looked at; lint keeps only those worth telling of. */
export function batchWords({ coverage }: Pick<Plan, 'coverage'>): string {
  return `${counted(coverage.scripts, 'script')}, ${counted(coverage.statements, 'statement')}`;
}

/** The scripts whose undo is worth telling of: all versioned ones of a plan, of lint those for which an undo was looked for. */
export function undoneScripts({ id, scripts }: Pick<Plan, 'id' | 'scripts'>): readonly PlannedScript[] {
  return scripts.filter(({ kind, undo }) => undo !== null || (id !== null && kind === 'versioned'));
}

/** Where it would run: database, server, role; without a database it says so. */
export function targetWords(target: PlanTarget | null): string {
  if (target === null) return 'judged from the files alone, without a database';
  const { database, host, port, serverVersionNum, role, isPooled } = target;
  const server = host.startsWith('/') ? host : `${host}:${port}`;
  return `${database} on ${server}, PostgreSQL ${versionWords(serverVersionNum)}, as ${role}${isPooled ? ', through a pooler' : ''}`;
}

/** `public.flyway_schema_history at version 12`; null without a database. */
export function historyWords({ history }: Pick<Plan, 'history'>): string | null {
  if (history === null) return null;
  return history.headVersion === null ? `${history.table} without a version` : `${history.table} at version ${history.headVersion}`;
}

/** `3 statements, 4 hazards (critical 1, high 3), 1 allowed by a comment`. */
export function summaryWords(plan: Plan): string {
  const open = openHazards(plan);
  const allowed = allowedHazards(plan).length;
  const severities = countBySeverity(open).map(({ severity, count }) => `${severity} ${grouped(count)}`);
  const hazards = open.length === 0 ? 'no hazards' : `${counted(open.length, 'hazard')} (${severities.join(', ')})`;
  return `${counted(plan.coverage.statements, 'statement')}, ${hazards}${allowed === 0 ? '' : `, ${grouped(allowed)} allowed by ${allowed === 1 ? 'a comment' : 'comments'}`}`;
}

/** Is all of it understood? If not, how much is not. */
export function coverageWords({ coverage }: Pick<Plan, 'coverage'>): string {
  const { statements, opaqueStatements, notAnalysed } = coverage;
  if (opaqueStatements === 0 && notAnalysed.length === 0)
    return statements === 1 ? 'The statement was analysed.' : 'All statements were analysed.';
  if (opaqueStatements === 0) return `${counted(notAnalysed.length, 'thing was', 'things were')} not analysed.`;
  return `${grouped(opaqueStatements)} of ${counted(statements, 'statement')} ${opaqueStatements === 1 ? 'was' : 'were'} not fully analysed.`;
}

/** `V3__drop.sql: U3__drop.sql`, `V4__x.sql: generated`, `R__v.sql: none`. */
export function undoSourceWords(undo: PlannedUndo | null): string {
  if (undo === null) return 'none';
  switch (undo.source) {
    case 'file':
      return undo.script ?? 'a file';
    case 'generated':
      return 'generated from its statements';
    case 'missing':
      return 'none is known';
  }
}

/** `version 3, add orders`, `repeatable, views`. */
export function scriptWords({ kind, version, description }: PlannedScript): string {
  const name = version === null ? kind : `version ${version}`;
  return description === '' ? name : `${name}, ${description}`;
}

/** A server's version number as people write it: 160004 is 16.4. */
function versionWords(serverVersionNum: number): string {
  return `${Math.floor(serverVersionNum / 10_000)}.${serverVersionNum % 10_000}`;
}
