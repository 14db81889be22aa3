import { resolve } from 'node:path';
import { localTimestamp } from '../../commands/local-timestamp.ts';
import { writeFileAtomic } from '../../io/files.ts';
import { FLYBACK_VERSION } from '../../model/product.ts';
import { compositeJson } from '../../report/formats/flyway-json/composite.ts';
import { printJson, type JsonObject } from '../../report/formats/flyway-json/json.ts';
import { resultPage } from '../../report/formats/html/result-page.ts';

/** Writes `report.html` and `report.json` (`reportEnabled`, `reportFilename`); answers their absolute paths. */
export function writeReports(
  name: string,
  workingDirectory: string,
  documents: readonly JsonObject[],
): { readonly json: string; readonly html: string } {
  const base = resolve(workingDirectory, name.replace(/\.(html?|json)$/i, ''));
  const json = `${base}.json`;
  const html = `${base}.html`;
  const facts = {
    title: 'Flyback report',
    product: `flyback ${FLYBACK_VERSION}`,
    timestamp: localTimestamp(new Date()).slice(0, 19).replace('T', ' '),
  };
  writeFileAtomic(json, Buffer.from(`${printJson(compositeJson(documents))}\n`));
  writeFileAtomic(html, Buffer.from(resultPage(facts, documents)));
  return { json, html };
}
