import type { Format } from './format.ts';

/** A plan or a proof as it is (docs/schemas); the command puts it into the envelope of its answer. */
export const json: Format<object> = {
  id: 'json',
  extension: 'json',
  render: (document) => `${JSON.stringify(document, null, 2)}\n`,
};
