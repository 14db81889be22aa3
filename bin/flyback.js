#!/usr/bin/env node
import module from 'node:module';

// Node 22.1 and later keep compiled code between runs; it must be on before the rest is loaded.
module.enableCompileCache?.();
const { main } = await import('../dist/surfaces/cli/main.js');
process.exitCode = await main(process.argv.slice(2));
