import type { DriftFormat, PlanFormat, VerifyFormat } from './format.ts';
import { driftMarkdown } from './drift-markdown/drift-markdown.ts';
import { driftText } from './drift-text/drift-text.ts';
import { githubAnnotations } from './github-annotations.ts';
import { gitlabCodeQuality } from './gitlab-code-quality.ts';
import { json } from './json.ts';
import { planHtml } from './plan-html/plan-html.ts';
import { planMarkdown } from './plan-markdown/plan-markdown.ts';
import { planText } from './plan-text/plan-text.ts';
import { sarif } from './sarif.ts';
import { verifyGithub } from './verify-github.ts';
import { verifyHtml } from './verify-html/verify-html.ts';
import { verifyMarkdown } from './verify-markdown/verify-markdown.ts';
import { verifySarif } from './verify-sarif.ts';
import { verifyText } from './verify-text/verify-text.ts';

/** The formats of `flyback plan` and `flyback lint`, in the order in which help lists them. */
export const PLAN_FORMATS: readonly PlanFormat[] = [planText, json, planMarkdown, planHtml, sarif, gitlabCodeQuality, githubAnnotations];

/** The formats of `flyback verify`. */
export const VERIFY_FORMATS: readonly VerifyFormat[] = [verifyText, json, verifyMarkdown, verifyHtml, verifySarif, verifyGithub];

/** The formats of `flyback drift`. */
export const DRIFT_FORMATS: readonly DriftFormat[] = [driftText, json, driftMarkdown];

export type { Format, RenderOptions } from './format.ts';
