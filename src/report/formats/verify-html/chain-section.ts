import type { ChainProof, MigrationProof, Proof } from '../../../model/verdict.ts';
import { markup, type Html } from '../../html-text.ts';
import { grouped } from '../../plan-words.ts';
import { chainWords, restoredWords, reupWords } from '../../verdict-words.ts';
import { dataDifferences, schemaDifferences } from './difference-part.ts';
import { toneOfVerdict, verdictChip } from './verdict-mark.ts';

/** Of links; what is between them is counted. */
const MOST_LINKS = 40;

/** A link of the chain. */
interface Link {
  readonly sign: string;
  readonly words: string;
  readonly kind: 'low' | 'critical' | 'medium' | 'plain' | 'more' | 'calm';
  readonly title: string;
}

/** All undos of the batch, newest first, and all ups again: a picture from left to right that wraps, with what was different. */
export function chainSection({ chain, migrations, reasons: told }: Proof): Html | null {
  if (chain === null) return null;
  const { verdict, stoppedAt, differences, reupDifferences, dataDifferences: data } = chain;
  const reasons = chain.reasons.filter((reason) => !told.includes(reason));
  return markup`<section id="chain"><h2>The chain of undos</h2>
<p>${verdictChip(verdict)} ${chainWords(chain)}. Each undo alone may work while the chain does not, and the other way round.</p>
<ol class="chain" aria-label="Undos, newest first">${[...links(chain, migrations), ...ends(chain)].map(linkHtml)}</ol>
${reasons.length === 0 ? null : markup`<ul class="reasons ${toneOfVerdict(verdict)}">${reasons.map((reason) => markup`<li>${reason}</li>`)}</ul>`}
${stoppedAt === null ? schemaDifferences('Schema before the batch (−) and after all undos (+)', differences) : null}
${stoppedAt === null ? dataDifferences('Data after all undos', data) : null}
${schemaDifferences('Schema after the batch (−) and after applying it again (+)', reupDifferences)}</section>`;
}

function links(chain: ChainProof, migrations: readonly MigrationProof[]): readonly Link[] {
  const versions = migrations.filter(({ version, up }) => version !== null && up === 'ok').toReversed();
  // Without a look at each of them there are only numbers.
  if (versions.length !== chain.of)
    return [
      {
        sign: '✓',
        words: `${grouped(chain.undone)} of ${grouped(chain.of)} undone`,
        kind: chain.stoppedAt === null ? 'low' : 'medium',
        title: '',
      },
    ];
  const all = versions.map((migration, index) => linkOf(migration, index, chain));
  if (all.length <= MOST_LINKS) return all;
  return cutAround(all, chain.undone);
}

function linkOf({ version, script }: MigrationProof, index: number, { undone, stoppedAt }: ChainProof): Link {
  const words = `V${version ?? ''}`;
  if (index < undone) return { sign: '✓', words, kind: 'low', title: `${script} undone` };
  if (index > undone || stoppedAt === null) return { sign: '', words, kind: 'plain', title: `${script} not tried` };
  return stoppedAt.why === 'missing'
    ? { sign: '?', words, kind: 'medium', title: `${script} has no undo script` }
    : { sign: '✕', words, kind: 'critical', title: `the undo of ${script} fails` };
}

/** The first ones, those around the place where it ended, and the last ones. */
function cutAround(all: readonly Link[], at: number): readonly Link[] {
  const share = Math.floor(MOST_LINKS / 4);
  const isShown = (index: number): boolean => index < share || index >= all.length - share || Math.abs(index - at) < share;
  const shown: Link[] = [];
  let left = 0;
  for (const [index, link] of all.entries()) {
    if (!isShown(index)) {
      left++;
      continue;
    }
    if (left > 0) shown.push({ sign: '', words: `${grouped(left)} more`, kind: 'more', title: '' });
    left = 0;
    shown.push(link);
  }
  return shown;
}

/** What is there at the end of the undos, and after all ups again. */
function ends(chain: ChainProof): readonly Link[] {
  const { stoppedAt, restored, dataDifferences: data, reup } = chain;
  if (stoppedAt !== null) return [{ sign: '', words: 'before the batch', kind: 'plain', title: 'not reached' }];
  const isBack = restored === 'exact' && data.length === 0;
  const back: Link = {
    sign: isBack ? '=' : '≠',
    words: `before the batch: ${restoredWords(chain)}`,
    kind: isBack ? 'low' : restored === 'order' && data.length === 0 ? 'medium' : 'critical',
    title: 'the state after all undos, compared with the one before the batch',
  };
  if (reup === null) return [back];
  const again: Link = {
    sign: reup === 'ok' ? '=' : reup === 'failed' ? '✕' : '≠',
    words: `all up again: ${reupWords(chain)}`,
    kind: reup === 'ok' ? 'low' : 'critical',
    title: 'the state after applying the batch again, compared with the first time',
  };
  return [back, again];
}

function linkHtml({ sign, words, kind, title }: Link): Html {
  return markup`<li class="${kind}"${title === '' ? null : markup` title="${title}"`}>${sign === '' ? null : markup`<b>${sign}</b> `}${words}</li>`;
}
