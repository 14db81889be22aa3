import type { Mutation } from './mutation.ts';

/** Functions, procedures and aggregates. */
export const ROUTINES: readonly Mutation[] = [
  {
    name: 'a function is created',
    change: ["CREATE FUNCTION app.thrice(integer) RETURNS integer LANGUAGE sql AS 'SELECT $1 * 3'"],
    undo: ['DROP FUNCTION app.thrice(integer)'],
    differences: ['added function app.thrice(integer)'],
  },
  {
    name: 'a function is overloaded',
    change: ["CREATE FUNCTION app.twice(text) RETURNS text LANGUAGE sql AS 'SELECT concat($1, $1)'"],
    undo: ['DROP FUNCTION app.twice(text)'],
    differences: ['added function app.twice(text)'],
  },
  {
    name: 'a function is dropped',
    change: ['DROP FUNCTION app.twice(integer)'],
    undo: ["CREATE FUNCTION app.twice(value integer) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT value * 2'"],
    differences: ['removed function app.twice(integer)'],
  },
  {
    name: 'a function has another body',
    change: ["CREATE OR REPLACE FUNCTION app.twice(value integer) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT value + value'"],
    undo: ["CREATE OR REPLACE FUNCTION app.twice(value integer) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT value * 2'"],
    differences: ['changed function app.twice(integer)'],
  },
  {
    name: 'a function has another space in its body',
    change: ["CREATE OR REPLACE FUNCTION app.twice(value integer) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT value  * 2'"],
    undo: ["CREATE OR REPLACE FUNCTION app.twice(value integer) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT value * 2'"],
    differences: ['changed function app.twice(integer)'],
  },
  {
    name: 'a function is volatile',
    change: ['ALTER FUNCTION app.twice(integer) VOLATILE'],
    undo: ['ALTER FUNCTION app.twice(integer) IMMUTABLE'],
    differences: ['changed function app.twice(integer)'],
  },
  {
    name: 'a function is strict',
    change: ['ALTER FUNCTION app.twice(integer) STRICT'],
    undo: ['ALTER FUNCTION app.twice(integer) CALLED ON NULL INPUT'],
    differences: ['changed function app.twice(integer)'],
  },
  {
    name: "a function runs with its owner's rights",
    change: ['ALTER FUNCTION app.twice(integer) SECURITY DEFINER'],
    undo: ['ALTER FUNCTION app.twice(integer) SECURITY INVOKER'],
    differences: ['changed function app.twice(integer)'],
  },
  {
    name: 'a function does not leak',
    change: ['ALTER FUNCTION app.twice(integer) LEAKPROOF'],
    undo: ['ALTER FUNCTION app.twice(integer) NOT LEAKPROOF'],
    differences: ['changed function app.twice(integer)'],
  },
  {
    name: 'a function may run in parallel',
    change: ['ALTER FUNCTION app.twice(integer) PARALLEL SAFE'],
    undo: ['ALTER FUNCTION app.twice(integer) PARALLEL UNSAFE'],
    differences: ['changed function app.twice(integer)'],
  },
  {
    name: 'a function has a cost',
    change: ['ALTER FUNCTION app.twice(integer) COST 5'],
    undo: ['ALTER FUNCTION app.twice(integer) COST 100'],
    differences: ['changed function app.twice(integer)'],
  },
  {
    name: 'a function has a setting',
    change: ['ALTER FUNCTION app.twice(integer) SET search_path = app, pg_temp'],
    undo: ['ALTER FUNCTION app.twice(integer) RESET search_path'],
    differences: ['changed function app.twice(integer)'],
  },
  {
    name: 'a function has a default for an argument',
    change: ["CREATE OR REPLACE FUNCTION app.twice(value integer DEFAULT 3) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT value * 2'"],
    undo: [
      'DROP FUNCTION app.twice(integer)',
      "CREATE FUNCTION app.twice(value integer) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT value * 2'",
    ],
    differences: ['changed function app.twice(integer)'],
  },
  {
    name: 'a function returns another type',
    change: [
      'DROP FUNCTION app.twice(integer)',
      "CREATE FUNCTION app.twice(value integer) RETURNS bigint LANGUAGE sql IMMUTABLE AS 'SELECT value * 2'",
    ],
    undo: [
      'DROP FUNCTION app.twice(integer)',
      "CREATE FUNCTION app.twice(value integer) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT value * 2'",
    ],
    differences: ['changed function app.twice(integer)'],
  },
  {
    name: 'a function returns a table',
    change: ["CREATE FUNCTION app.listed() RETURNS TABLE (a integer, b text) LANGUAGE sql ROWS 5 AS 'SELECT 1, NULL'"],
    undo: ['DROP FUNCTION app.listed()'],
    differences: ['added function app.listed()'],
  },
  {
    name: 'a function has a body in standard SQL',
    change: ['CREATE FUNCTION app.standard(x integer) RETURNS integer LANGUAGE sql RETURN x + 1'],
    undo: ['DROP FUNCTION app.standard(integer)'],
    differences: ['added function app.standard(integer)'],
  },
  {
    name: 'a function is renamed',
    change: ['ALTER FUNCTION app.twice(integer) RENAME TO doubled'],
    undo: ['ALTER FUNCTION app.doubled(integer) RENAME TO twice'],
    differences: ['added function app.doubled(integer)', 'removed function app.twice(integer)'],
  },
  {
    name: 'a function moves to another schema',
    change: ['ALTER FUNCTION app.twice(integer) SET SCHEMA other'],
    undo: ['ALTER FUNCTION other.twice(integer) SET SCHEMA app'],
    differences: ['removed function app.twice(integer)', 'added function other.twice(integer)'],
  },
  {
    name: 'a function gets another owner',
    change: ['ALTER FUNCTION app.twice(integer) OWNER TO fingerprint_writer'],
    undo: ['ALTER FUNCTION app.twice(integer) OWNER TO CURRENT_USER'],
    differences: ['changed function app.twice(integer)'],
  },
  {
    name: 'a window function is created',
    change: ["CREATE FUNCTION app.numbered() RETURNS bigint LANGUAGE internal WINDOW AS 'window_row_number'"],
    undo: ['DROP FUNCTION app.numbered()'],
    differences: ['added function app.numbered()'],
  },
  {
    name: 'a procedure is created',
    change: ["CREATE PROCEDURE app.nothing() LANGUAGE sql AS ''"],
    undo: ['DROP PROCEDURE app.nothing()'],
    differences: ['added procedure app.nothing()'],
  },
  {
    name: 'a procedure has another body',
    change: ["CREATE OR REPLACE PROCEDURE app.tidy(keep integer) LANGUAGE plpgsql AS 'BEGIN RAISE NOTICE ''x''; END'"],
    undo: ["CREATE OR REPLACE PROCEDURE app.tidy(keep integer) LANGUAGE plpgsql AS 'BEGIN NULL; END'"],
    differences: ['changed procedure app.tidy(integer)'],
  },
  {
    name: 'an aggregate is created',
    change: ['CREATE AGGREGATE app.sum_of(integer) (SFUNC = app.add, STYPE = integer)'],
    undo: ['DROP AGGREGATE app.sum_of(integer)'],
    differences: ['added aggregate app.sum_of(integer)'],
  },
  {
    name: 'an aggregate begins elsewhere',
    change: ["CREATE OR REPLACE AGGREGATE app.total(integer) (SFUNC = app.add, STYPE = integer, INITCOND = '5')"],
    undo: ["CREATE OR REPLACE AGGREGATE app.total(integer) (SFUNC = app.add, STYPE = integer, INITCOND = '0')"],
    differences: ['changed aggregate app.total(integer)'],
  },
  {
    name: 'an aggregate has a final function',
    change: ["CREATE OR REPLACE AGGREGATE app.total(integer) (SFUNC = app.add, STYPE = integer, INITCOND = '0', FINALFUNC = app.twice)"],
    undo: ["CREATE OR REPLACE AGGREGATE app.total(integer) (SFUNC = app.add, STYPE = integer, INITCOND = '0')"],
    differences: ['changed aggregate app.total(integer)'],
  },
  {
    name: 'an aggregate may run in parallel',
    change: [
      "CREATE OR REPLACE AGGREGATE app.total(integer) (SFUNC = app.add, STYPE = integer, INITCOND = '0', COMBINEFUNC = app.add, PARALLEL = safe)",
    ],
    undo: ["CREATE OR REPLACE AGGREGATE app.total(integer) (SFUNC = app.add, STYPE = integer, INITCOND = '0')"],
    differences: ['changed aggregate app.total(integer)'],
  },
  {
    name: 'an ordered-set aggregate is created',
    change: [
      'CREATE AGGREGATE app.middle(float8 ORDER BY float8) (SFUNC = ordered_set_transition, STYPE = internal, FINALFUNC = percentile_cont_float8_final)',
    ],
    undo: ['DROP AGGREGATE app.middle(float8 ORDER BY float8)'],
    differences: ['added aggregate app.middle(double precision,double precision)'],
  },
];
