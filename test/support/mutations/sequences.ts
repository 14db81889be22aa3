import type { Mutation } from './mutation.ts';

/** Sequences. */
export const SEQUENCES: readonly Mutation[] = [
  {
    name: 'a sequence is created',
    change: ['CREATE SEQUENCE app.fresh'],
    undo: ['DROP SEQUENCE app.fresh'],
    differences: ['added sequence app.fresh'],
  },
  {
    name: 'a sequence is dropped',
    change: ['DROP SEQUENCE app.counter'],
    undo: ['CREATE SEQUENCE app.counter'],
    differences: ['removed sequence app.counter'],
  },
  {
    name: 'a sequence has another increment',
    change: ['ALTER SEQUENCE app.counter INCREMENT BY 5'],
    undo: ['ALTER SEQUENCE app.counter INCREMENT BY 1'],
    differences: ['changed sequence app.counter'],
  },
  {
    name: 'a sequence has another start',
    change: ['ALTER SEQUENCE app.counter START WITH 5'],
    undo: ['ALTER SEQUENCE app.counter START WITH 1'],
    differences: ['changed sequence app.counter'],
  },
  {
    name: 'a sequence has another maximum',
    change: ['ALTER SEQUENCE app.counter MAXVALUE 500'],
    undo: ['ALTER SEQUENCE app.counter NO MAXVALUE'],
    differences: ['changed sequence app.counter'],
  },
  {
    name: 'a sequence has another minimum',
    change: ['ALTER SEQUENCE app.counter MINVALUE -5'],
    undo: ['ALTER SEQUENCE app.counter MINVALUE 1'],
    differences: ['changed sequence app.counter'],
  },
  {
    name: 'a sequence caches',
    change: ['ALTER SEQUENCE app.counter CACHE 20'],
    undo: ['ALTER SEQUENCE app.counter CACHE 1'],
    differences: ['changed sequence app.counter'],
  },
  {
    name: 'a sequence cycles',
    change: ['ALTER SEQUENCE app.counter CYCLE'],
    undo: ['ALTER SEQUENCE app.counter NO CYCLE'],
    differences: ['changed sequence app.counter'],
  },
  {
    name: 'a sequence has another type',
    change: ['ALTER SEQUENCE app.counter AS integer'],
    undo: ['ALTER SEQUENCE app.counter AS bigint'],
    differences: ['changed sequence app.counter'],
  },
  {
    name: 'a sequence belongs to a column',
    change: ['ALTER SEQUENCE app.counter OWNED BY app.twin.a'],
    undo: ['ALTER SEQUENCE app.counter OWNED BY NONE'],
    differences: ['changed sequence app.counter'],
  },
  {
    name: 'a sequence belongs to no column',
    change: ['ALTER SEQUENCE app.orders_id_seq OWNED BY NONE'],
    undo: ['ALTER SEQUENCE app.orders_id_seq OWNED BY app.orders.id'],
    differences: ['changed sequence app.orders_id_seq'],
  },
  {
    name: 'a sequence is unlogged',
    since: 15,
    change: ['ALTER SEQUENCE app.counter SET UNLOGGED'],
    undo: ['ALTER SEQUENCE app.counter SET LOGGED'],
    differences: ['changed sequence app.counter'],
  },
  {
    name: 'a sequence is renamed',
    change: ['ALTER SEQUENCE app.counter RENAME TO meter'],
    undo: ['ALTER SEQUENCE app.meter RENAME TO counter'],
    differences: ['removed sequence app.counter', 'added sequence app.meter'],
  },
];
