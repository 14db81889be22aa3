import { FLYBACK_VERSION } from '../../../model/product.ts';
import type { Proof } from '../../../model/verdict.ts';
import { markup, type Html } from '../../html-text.ts';
import { htmlPage } from '../../page/page.ts';
import { grouped } from '../../plan-words.ts';
import { baseWords, proofWords, sandboxWords } from '../../verdict-words.ts';
import type { VerifyFormat } from '../format.ts';
import { bannerSection } from './banner-section.ts';
import { chainSection } from './chain-section.ts';
import { environmentSection } from './environment-section.ts';
import { migrationSection } from './migration-section.ts';
import { querySection } from './query-section.ts';
import { STYLE } from './style.ts';
import { timeSection } from './time-section.ts';

/** A part of the page below the verdict; one that has nothing to say answers null and is not listed. */
interface PagePart {
  /** Of its section. */
  readonly id: string;
  /** In the list of the page's parts. */
  readonly words: (proof: Proof) => string;
  readonly html: (proof: Proof) => Html | null;
}

/** The parts of the page, from top to bottom. */
const PARTS: readonly PagePart[] = [
  { id: 'migrations', words: ({ migrations }) => `Migrations (${grouped(migrations.length)})`, html: migrationSection },
  { id: 'chain', words: () => 'Chain of undos', html: chainSection },
  { id: 'queries', words: ({ plans = [] }) => `Queries (${grouped(plans.length)})`, html: querySection },
  { id: 'times', words: () => 'Slowest steps', html: timeSection },
  { id: 'environment', words: () => 'Environment', html: environmentSection },
];

/** A proof for people who decide. */
export const verifyHtml: VerifyFormat = {
  id: 'html',
  extension: 'html',
  render: (proof) => {
    const parts = PARTS.map((part) => ({ id: part.id, words: part.words(proof), html: part.html(proof) })).filter(
      ({ html }) => html !== null,
    );
    return htmlPage({
      title: `Round trip: ${proof.verdict ?? 'nothing to prove'}, ${proofWords(proof)}`,
      heading: 'Round trip of the migrations',
      summary: proof.sandbox === null ? '' : `${sandboxWords(proof)}; ${baseWords(proof)}`,
      style: STYLE,
      contents: parts,
      sections: [bannerSection(proof), ...parts.map(({ html }) => html)],
      footer: markup`flyback ${FLYBACK_VERSION}`,
    });
  },
};
