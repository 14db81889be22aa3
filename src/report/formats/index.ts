import type { PlanFormat } from './format.ts';
import { githubAnnotations } from './github-annotations.ts';
import { gitlabCodeQuality } from './gitlab-code-quality.ts';
import { planHtml } from './plan-html/plan-html.ts';
import { planJson } from './plan-json.ts';
import { planMarkdown } from './plan-markdown/plan-markdown.ts';
import { planText } from './plan-text/plan-text.ts';
import { sarif } from './sarif.ts';

/** The formats of `flyback plan` and `flyback lint`, in the order in which help lists them. */
export const PLAN_FORMATS: readonly PlanFormat[] = [
  planText,
  planJson,
  planMarkdown,
  planHtml,
  sarif,
  gitlabCodeQuality,
  githubAnnotations,
];

export type { PlanFormat, RenderOptions } from './format.ts';
