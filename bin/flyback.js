#!/usr/bin/env node
import module from 'node:module';
import { setFlagsFromString } from 'node:v8';

// Node 22.1 and later keep compiled code between runs; it must be on before the rest is loaded.
module.enableCompileCache?.();
// PostgreSQL's parser is WebAssembly with one giant function: optimising it takes a second and 500 MB, and no run is long enough to gain.
for (const flag of ['--no-wasm-tier-up', '--no-wasm-dynamic-tiering']) setFlagsFromString(flag);
const { main } = await import('../dist/surfaces/cli/main.js');
process.exitCode = await main(process.argv.slice(2));
