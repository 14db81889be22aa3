import { impactOf, type LockImpact, type LockMode } from '../../../model/lock-mode.ts';
import type { Severity } from '../../../model/hazard.ts';
import type { ChangeTag } from '../../../model/plan.ts';
import type { Html } from '../../html-text.ts';
import { chip } from '../../page/chip.ts';
import type { Tone } from '../../page/palette.ts';

const OF_IMPACT: Readonly<Record<LockImpact, Tone>> = { none: 'calm', 'blocks-writes': 'medium', 'blocks-reads-and-writes': 'high' };
const OF_TAG: Readonly<Record<ChangeTag, Tone>> = { additive: 'low', backfill: 'medium', destructive: 'critical' };

/** The tone of a severity. */
export function toneOfSeverity(severity: Severity): Tone {
  return severity === 'info' ? 'calm' : severity;
}

/** The tone of what others wait for. */
export function toneOfImpact(impact: LockImpact): Tone {
  return OF_IMPACT[impact];
}

/** What a change is for. */
export function tagChip(tag: ChangeTag): Html {
  return chip(OF_TAG[tag], tag);
}

/** A lock mode in the tone of what it keeps others from. */
export function lockChip(mode: LockMode, isPreExisting: boolean): Html {
  return chip(isPreExisting ? toneOfImpact(impactOf(mode)) : 'plain', mode);
}
