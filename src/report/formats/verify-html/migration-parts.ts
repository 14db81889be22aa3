import type { MigrationProof } from '../../../model/verdict.ts';
import { markup, type Html } from '../../html-text.ts';
import { provenWords } from '../../verdict-words.ts';
import { fileOf } from '../../verify-findings.ts';
import { dataDifferences, schemaDifferences } from './difference-part.ts';
import { loadPart } from './load-part.ts';
import { madeRowsPart } from './made-rows-part.ts';
import { observationPart } from './observation-part.ts';
import { roundTripPicture } from './round-trip-picture.ts';

const MOST_REASONS = 50;

/** What the card of a migration holds, from top to bottom; a part that has nothing to say answers null. */
export const MIGRATION_PARTS: readonly ((migration: MigrationProof) => Html | null)[] = [
  outcome,
  madeRowsPart,
  ({ differences }) => schemaDifferences('Schema before (−) and after the undo (+)', differences),
  ({ dataDifferences: data }) => dataDifferences('Data after the undo', data),
  ({ reupDifferences }) => schemaDifferences('Schema after up (−) and after up again (+)', reupDifferences),
  observationPart,
  loadPart,
];

/** The picture of the round trip beside the reasons and the places of errors. */
function outcome(migration: MigrationProof): Html {
  const { reasons, verdict } = migration;
  const words =
    verdict === 'proven' && reasons.length === 0
      ? markup`<p>${provenWords(migration)}</p>`
      : markup`<ul class="reasons">${reasons.slice(0, MOST_REASONS).map((reason) => markup`<li>${reason}</li>`)}</ul>`;
  return markup`<div class="outcome"><div class="scroll" tabindex="0" role="group" aria-label="The round trip">${roundTripPicture(migration)}</div>
<div>${words}${errorPlaces(migration)}</div></div>`;
}

function errorPlaces(migration: MigrationProof): readonly Html[] {
  return migration.errors.map((error) => {
    const { line, sqlState } = error;
    const place = `${fileOf(error, migration) ?? error.script}${line === null ? '' : `:${line}`}`;
    return markup`<p class="small"><span class="mono">${place}</span>${sqlState === null ? null : markup` <span class="muted">SQLSTATE ${sqlState}</span>`}</p>`;
  });
}
