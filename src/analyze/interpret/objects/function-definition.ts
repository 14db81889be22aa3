import type { CreateFunctionStmt, FunctionParameter, Node, TypeName } from 'libpg-query';

const MODES: Readonly<Record<string, string>> = {
  FUNC_PARAM_OUT: 'OUT ',
  FUNC_PARAM_INOUT: 'INOUT ',
  FUNC_PARAM_VARIADIC: 'VARIADIC ',
};

/** A CREATE FUNCTION statement with the names, types and body that PL/pgSQL's parser looks at. */
export function plpgsqlDefinition(statement: CreateFunctionStmt, body: string): string {
  const parameters = (statement.parameters ?? []).flatMap((node) => ('FunctionParameter' in node ? [node.FunctionParameter] : []));
  const columns = parameters.filter(({ mode }) => mode === 'FUNC_PARAM_TABLE');
  const taken = parameters.filter(({ mode }) => mode !== 'FUNC_PARAM_TABLE');
  const kind = statement.is_procedure === true ? 'PROCEDURE' : 'FUNCTION';
  const returns = columns.length > 0 ? ` RETURNS TABLE (${columns.map(parameterText).join(', ')})` : returnsText(statement);
  const quote = dollarQuote(body);
  return `CREATE ${kind} ${nameText(statement.funcname)}(${taken.map(parameterText).join(', ')})${returns} LANGUAGE plpgsql AS ${quote}${body}${quote}`;
}

function returnsText({ returnType }: CreateFunctionStmt): string {
  return returnType === undefined ? '' : ` RETURNS ${returnType.setof === true ? 'SETOF ' : ''}${typeText(returnType)}`;
}

function parameterText({ mode = 'FUNC_PARAM_IN', name, argType }: FunctionParameter): string {
  return `${MODES[mode] ?? ''}${name === undefined ? '' : `${identifier(name)} `}${typeText(argType)}`;
}

function typeText(type: TypeName | undefined): string {
  if (type === undefined) return 'text';
  const brackets = (type.arrayBounds ?? []).map(() => '[]').join('');
  return `${nameText(type.names)}${type.pct_type === true ? '%TYPE' : ''}${brackets}`;
}

function nameText(names: readonly Node[] | undefined): string {
  return (names ?? []).map((node) => ('String' in node ? identifier(node.String.sval ?? '') : '')).join('.');
}

function identifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** A tag that the body does not hold. */
function dollarQuote(body: string): string {
  for (let count = 0; ; count++) {
    const quote = `$body${count === 0 ? '' : String(count)}$`;
    if (!body.includes(quote)) return quote;
  }
}
