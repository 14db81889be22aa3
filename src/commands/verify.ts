import type { Proof } from '../model/verdict.ts';
import type { JsonObject } from '../report/formats/flyway-json/json.ts';
import { VERIFY_FORMATS } from '../report/formats/index.ts';
import type { CommandInput, Outcome } from './command.ts';
import { inSandbox } from './in-sandbox.ts';
import { deliver } from './format-output.ts';
import { isPendingBatch, verifyChoice } from './verify-choice.ts';
import { emptyProof, proveBatch } from './verify-proof.ts';
import { measureWish } from './verify-measure.ts';
import { wantedQueries } from './verify-queries.ts';
import { sampleRoom } from './verify-sample.ts';
import { targetOf } from './verify-target.ts';

const NOT_PROVEN = 11;

/** Runs verify: up, undo and up again in a sandbox, for each migration of the batch and for the batch as a whole. Changes nothing on the target. */
export async function runVerify(input: CommandInput): Promise<Outcome<Proof>> {
  const proof = await prove(input);
  await deliver(proof, VERIFY_FORMATS, input);
  const isProven = proof.verdict === null || proof.verdict === 'proven';
  return { result: proof, json: () => proof as unknown as JsonObject, exitCode: isProven ? 0 : NOT_PROVEN };
}

async function prove(input: CommandInput): Promise<Proof> {
  const started = performance.now();
  const choice = verifyChoice(input);
  const target = await targetOf(input, choice);
  if (target !== null && isPendingBatch(choice) && target.pending.length === 0) return emptyProof(performance.now() - started);
  const queries = await wantedQueries(input, target !== null);
  const measure = await measureWish(input, choice, target !== null);
  const room = await sampleRoom(input, choice);
  const proof = await inSandbox(input, target, (running) => proveBatch({ input, choice, target, queries, measure, ...running }), room);
  return { ...proof, elapsedMs: Math.round(performance.now() - started) };
}
