import type { CallStmt, DoStmt } from 'libpg-query';
import { StatementError } from '../../model/errors.ts';
import { parsePlpgsql } from '../../syntax/parse-plpgsql.ts';
import { callFunction, callFunctionsOf } from './call-function.ts';
import { argumentValues, findCalled } from './called-function.ts';
import type { Interpretation } from './interpretation.ts';
import type { Interpreters } from './interpreters.ts';
import { optionText } from './options.ts';
import { runBody } from './procedural/run-body.ts';
import { Variables } from './procedural/variables.ts';
import { readQuery } from './queries/read-query.ts';

/** DO and CALL. */
export const PROCEDURAL_INTERPRETERS: Interpreters = { DoStmt: doBlock, CallStmt: call };

function doBlock(context: Interpretation, { args = [] }: DoStmt): void {
  const options = new Map(
    args.flatMap((node) => ('DefElem' in node ? [[node.DefElem.defname ?? '', optionText(node.DefElem)] as const] : [])),
  );
  const language = options.get('language') ?? 'plpgsql';
  if (language !== 'plpgsql') return context.opaque(`code in ${language} is not analysed`);
  try {
    const body = parsePlpgsql(options.get('as') ?? '', { kind: 'do', parameters: [], returnsSet: false, returnsVoid: true });
    runBody(context, body, new Variables(context.world, new Map(), []), { isAtomic: context.isInTransaction });
  } catch (error) {
    if (!(error instanceof StatementError)) throw error;
    context.opaque(`the body cannot be parsed: ${error.message}`);
  }
}

function call(context: Interpretation, { funccall }: CallStmt): void {
  if (funccall === undefined) return;
  readQuery(context, { SelectStmt: { targetList: (funccall.args ?? []).map((val) => ({ ResTarget: { val } })) } });
  for (const argument of funccall.args ?? []) callFunctionsOf(context, argument);
  const called = findCalled(context.world, funccall);
  if (called === null) return context.opaque('the procedure is not known');
  callFunction(context, called, { arguments: argumentValues(context.world, called, funccall), isAtomic: context.isInTransaction });
}
