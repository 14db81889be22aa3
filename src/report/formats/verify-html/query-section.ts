import type { ComparedQuery } from '../../../model/query-plan.ts';
import type { Proof } from '../../../model/verdict.ts';
import { markup, type Html } from '../../html-text.ts';
import { chip } from '../../page/chip.ts';
import { counted } from '../../plan-words.ts';
import { diffBlock } from './difference-part.ts';
import { notableQueries, queriesWords, queryLine, queryWords } from '../../query-words.ts';

const MOST_QUERIES = 200;

/** The queries of the application before and after the batch, each with its plans as a diff. */
export function querySection({ plans, planNotes = [] }: Proof): Html | null {
  if (plans === undefined) return null;
  const notable = notableQueries(plans);
  const rest = notable.length - MOST_QUERIES;
  return markup`<section id="queries"><h2>Queries of the application</h2>
<p>${queriesWords(plans)}.</p>
${notable.slice(0, MOST_QUERIES).map(oneQuery)}
${rest > 0 ? markup`<p class="muted">${counted(rest, 'query', 'queries')} more in the JSON form of this proof.</p>` : null}
${planNotes.map((note) => markup`<p class="muted small">${note}</p>`)}</section>`;
}

function oneQuery(query: ComparedQuery): Html {
  const { outcome, findings, diff } = query;
  const [tone, mark] =
    outcome === 'broken'
      ? (['critical', 'fails'] as const)
      : findings.length > 0
        ? (['high', 'reads all'] as const)
        : (['plain', outcome] as const);
  const isOpen = tone !== 'plain';
  return markup`<details class="panel ${tone}"${isOpen ? markup` open` : null}><summary>${chip(tone, mark)} ${queryWords(query).join('; ')}</summary>
<p class="mono small">${queryLine(query)}</p>
${diff.length === 0 ? null : diffBlock(diff)}</details>`;
}
