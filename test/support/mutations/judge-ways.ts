import { startEmbeddedServer } from '../../../src/verify/sandbox/embedded.ts';
import { MUTATIONS } from './mutations.ts';
import { WAYS_LEFT } from './ways-left.ts';
import { Ways } from './ways.ts';

// Counts for how many changes of a catalog the scripts of `flyback drift` lead exactly there and back. Usage: node judge-ways.ts
const LEAST_SHARE = 0.95;

let proven = 0;
let left = 0;
let failed = 0;
await using server = await startEmbeddedServer({});
await using ways = await Ways.create(server.url);
for (const mutation of MUTATIONS.filter(({ since = 0 }) => since <= server.major)) {
  const found = await ways.try(mutation);
  for (const direction of ['there', 'back'] as const) {
    const problem = found[direction];
    const reason = WAYS_LEFT[mutation.name]?.[direction];
    if (problem === null) proven += 1;
    else if (reason === undefined) failed += 1;
    else left += 1;
    if (problem === null && reason !== undefined) console.log(`FAIL ${mutation.name}, ${direction}: there is a way, although ${reason}`);
    if (problem === null && reason !== undefined) failed += 1;
    if (problem !== null) console.log(`${reason === undefined ? 'FAIL' : 'left'} ${mutation.name}, ${direction}: ${reason ?? problem}`);
  }
}
const share = proven / (proven + left + failed);
console.log(`${proven} ways proven, ${left} left (${(share * 100).toFixed(1)}%)`);
console.log(`${proven} passed, ${failed} failed`);
process.exitCode = failed === 0 && share >= LEAST_SHARE ? 0 : 1;
