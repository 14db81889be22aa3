import type { MigrationProof, Proof } from '../../../model/verdict.ts';
import type { Section } from '../../comment/section.ts';
import { cut } from '../../display-width.ts';
import { markdownCode, markdownTable } from '../../markdown-text.ts';
import { counted } from '../../plan-words.ts';
import { restoredWords, reupWords, stepsOf, timeWords, VERDICT_SIGNS, type RoundTripStep } from '../../verdict-words.ts';

const HEAD = ['verdict', 'migration', 'up', 'undo', 'restored', 'up again'];
const LONGEST_NAME = 80;
/** Up to here each migration has its row; from there on only those that are not proven. */
const FEW = 25;

/** A row for each migration, or where there are many for each that somebody should look at. */
export function tableSection({ migrations }: Proof): Section | null {
  if (migrations.length === 0) return null;
  const shown = migrations.length <= FEW ? migrations : migrations.filter(({ verdict }) => verdict !== 'proven');
  const rest = migrations.length - shown.length;
  const note = rest === 0 ? '' : `Not in the table: ${counted(rest, 'migration')} that ${rest === 1 ? 'is' : 'are'} proven.`;
  if (shown.length === 0) return { of: 'migrations', open: '', items: [note], gap: '', close: '' };
  const [head = '', ruler = '', ...rows] = markdownTable(HEAD, shown.map(cells)).split('\n');
  return { of: 'migrations', open: `${head}\n${ruler}\n`, items: rows, gap: '\n', close: note === '' ? '' : `\n\n${note}` };
}

function cells(migration: MigrationProof): readonly string[] {
  const { verdict, script, version } = migration;
  const steps = new Map(stepsOf(migration).map((step) => [step.name, step]));
  const isTold = version !== null && migration.restored !== null;
  return [
    `${VERDICT_SIGNS[verdict]} ${verdict === 'proven' ? verdict : `**${verdict}**`}`,
    markdownCode(cut(script, LONGEST_NAME)),
    stepCell(steps.get('up')),
    stepCell(steps.get('undo')),
    isTold ? restoredWords(migration) : '',
    migration.reup === 'different' ? reupWords(migration) : stepCell(steps.get('up again')),
  ];
}

function stepCell(step: RoundTripStep | undefined): string {
  if (step === undefined || step.outcome === null) return '';
  if (step.outcome === 'none') return 'missing';
  const time = step.elapsedMs === null ? '' : timeWords(step.elapsedMs);
  return step.outcome === 'ok' ? time : `${step.outcome}${time === '' ? '' : `, ${time}`}`;
}
