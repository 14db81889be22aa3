import type { ErrorCode } from '../../model/errors.ts';
import { ServerError, toServerMessage } from '../../postgres/server-error.ts';
import { ScriptFailure } from '../script-failure.ts';
import type { OutsideContext } from './outside-context.ts';

const EXIT_CODES: Partial<Record<ErrorCode, number>> = { CLEANUP_PENDING: 20, OUTCOME_UNKNOWN: 19 };

/** The failure of a statement for a reason that the server did not give. */
export function outsideFailure(
  { step }: Pick<OutsideContext, 'step'>,
  code: ErrorCode,
  message: string,
  { sqlState = '', reason, nextStep }: { readonly sqlState?: string; readonly reason?: string; readonly nextStep: string },
): ScriptFailure {
  const server = new ServerError(toServerMessage({ severity: '', code: sqlState, message }));
  return new ScriptFailure(step, server, { code, exitCode: EXIT_CODES[code] ?? 1, nextStep, ...(reason === undefined ? {} : { reason }) });
}
