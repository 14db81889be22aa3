import type { JsonObject } from './json.ts';

/** The JSON of several commands in one call, in the order in which they ran (CompositeResult, 12.4). */
export function compositeJson(results: readonly JsonObject[]): JsonObject {
  return { individualResults: results };
}

/** Adds the absolute paths of the written reports, at the end as Flyway does. */
export function withReports(result: JsonObject, reports: { readonly json: string; readonly html: string }): JsonObject {
  return { ...result, jsonReport: reports.json, htmlReport: reports.html };
}
