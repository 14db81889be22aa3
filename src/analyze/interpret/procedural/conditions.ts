/** SQLSTATEs of the condition names that handlers commonly name (errcodes.txt). */
const STATES: Readonly<Record<string, string>> = {
  duplicate_object: '42710',
  duplicate_table: '42P07',
  duplicate_column: '42701',
  duplicate_function: '42723',
  duplicate_schema: '42P06',
  undefined_table: '42P01',
  undefined_column: '42703',
  undefined_object: '42704',
  undefined_function: '42883',
  invalid_schema_name: '3F000',
  unique_violation: '23505',
  check_violation: '23514',
  not_null_violation: '23502',
  foreign_key_violation: '23503',
  raise_exception: 'P0001',
  dependent_objects_still_exist: '2BP01',
  object_not_in_prerequisite_state: '55000',
  feature_not_supported: '0A000',
  invalid_table_definition: '42P16',
  invalid_object_definition: '42P17',
  wrong_object_type: '42809',
  syntax_error: '42601',
  insufficient_privilege: '42501',
  active_sql_transaction: '25001',
  lock_not_available: '55P03',
};

/** Does a handler's condition (a name, or an SQLSTATE) catch an error? OTHERS catches all but a cancelled query and a failed assertion. */
export function catches(condition: string, sqlState: string): boolean {
  if (condition === 'others') return sqlState !== '57014' && sqlState !== 'P0004';
  const state = STATES[condition] ?? condition;
  // A class code (`integrity_constraint_violation`, 23000) catches its whole class.
  return state === sqlState || (state.endsWith('000') && sqlState.startsWith(state.slice(0, 2)));
}

/** The SQLSTATE of a condition name, or of a code; P0001 for a name that we do not know. */
export function stateOf(condition: string): string {
  if (/^[0-9A-Z]{5}$/u.test(condition)) return condition;
  return STATES[condition] ?? 'P0001';
}
