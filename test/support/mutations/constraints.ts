import type { Mutation } from './mutation.ts';

/** Constraints of all kinds, and the triggers behind them. */
export const CONSTRAINTS: readonly Mutation[] = [
  {
    name: 'a CHECK is added',
    change: ['ALTER TABLE app.orders ADD CONSTRAINT total_positive CHECK (total > 0)'],
    undo: ['ALTER TABLE app.orders DROP CONSTRAINT total_positive'],
    differences: ['added constraint total_positive on app.orders'],
  },
  {
    name: 'a CHECK is dropped',
    change: ['ALTER TABLE app.accounts DROP CONSTRAINT score_positive'],
    undo: ['ALTER TABLE app.accounts ADD CONSTRAINT score_positive CHECK (score > 0)'],
    differences: ['removed constraint score_positive on app.accounts'],
  },
  {
    name: 'a CHECK says something else',
    change: [
      'ALTER TABLE app.accounts DROP CONSTRAINT score_positive',
      'ALTER TABLE app.accounts ADD CONSTRAINT score_positive CHECK (score >= 0)',
    ],
    undo: [
      'ALTER TABLE app.accounts DROP CONSTRAINT score_positive',
      'ALTER TABLE app.accounts ADD CONSTRAINT score_positive CHECK (score > 0)',
    ],
    differences: ['changed constraint score_positive on app.accounts'],
  },
  {
    name: 'a CHECK is renamed',
    change: ['ALTER TABLE app.accounts RENAME CONSTRAINT score_positive TO score_check'],
    undo: ['ALTER TABLE app.accounts RENAME CONSTRAINT score_check TO score_positive'],
    differences: ['added constraint score_check on app.accounts', 'removed constraint score_positive on app.accounts'],
  },
  {
    name: 'a CHECK is not valid',
    change: ['ALTER TABLE app.orders ADD CONSTRAINT total_positive CHECK (total > 0) NOT VALID'],
    undo: ['ALTER TABLE app.orders DROP CONSTRAINT total_positive'],
    differences: ['added constraint total_positive on app.orders'],
  },
  {
    name: 'a CHECK is validated',
    setup: ['ALTER TABLE app.twin ADD CONSTRAINT c_positive CHECK (c > 0) NOT VALID'],
    change: ['ALTER TABLE app.twin VALIDATE CONSTRAINT c_positive'],
    undo: ['ALTER TABLE app.twin DROP CONSTRAINT c_positive', 'ALTER TABLE app.twin ADD CONSTRAINT c_positive CHECK (c > 0) NOT VALID'],
    differences: ['changed constraint c_positive on app.twin'],
  },
  {
    name: 'a CHECK is not inherited',
    change: ["ALTER TABLE app.ancestor ADD CONSTRAINT b_there CHECK (b <> '') NO INHERIT"],
    undo: ['ALTER TABLE app.ancestor DROP CONSTRAINT b_there'],
    differences: ['added constraint b_there on app.ancestor'],
  },
  {
    name: 'a CHECK is inherited',
    change: ["ALTER TABLE app.ancestor ADD CONSTRAINT b_there CHECK (b <> '')"],
    undo: ['ALTER TABLE app.ancestor DROP CONSTRAINT b_there'],
    differences: ['added constraint b_there on app.ancestor', 'added constraint b_there on app.descendant'],
  },
  {
    name: 'a CHECK is not enforced',
    since: 18,
    change: ['ALTER TABLE app.orders ADD CONSTRAINT total_positive CHECK (total > 0) NOT ENFORCED'],
    undo: ['ALTER TABLE app.orders DROP CONSTRAINT total_positive'],
    differences: ['added constraint total_positive on app.orders'],
  },
  {
    name: 'a primary key is dropped',
    change: ['ALTER TABLE app.orders DROP CONSTRAINT orders_pkey'],
    undo: ['ALTER TABLE app.orders ADD CONSTRAINT orders_pkey PRIMARY KEY (id)'],
    differences: ['removed constraint orders_pkey on app.orders'],
  },
  {
    name: 'a primary key has another name',
    change: ['ALTER TABLE app.orders RENAME CONSTRAINT orders_pkey TO orders_key'],
    undo: ['ALTER TABLE app.orders RENAME CONSTRAINT orders_key TO orders_pkey'],
    differences: ['added constraint orders_key on app.orders', 'removed constraint orders_pkey on app.orders'],
  },
  {
    name: 'a primary key has more columns',
    change: [
      'ALTER TABLE app.orders DROP CONSTRAINT orders_pkey',
      'ALTER TABLE app.orders ADD CONSTRAINT orders_pkey PRIMARY KEY (id, account)',
    ],
    undo: [
      'ALTER TABLE app.orders DROP CONSTRAINT orders_pkey',
      'ALTER TABLE app.orders ADD CONSTRAINT orders_pkey PRIMARY KEY (id)',
      'ALTER TABLE app.orders ALTER COLUMN account DROP NOT NULL',
    ],
    differences: ['changed column app.orders.account', 'changed constraint orders_pkey on app.orders'],
  },
  {
    name: 'a primary key includes a column',
    change: [
      'ALTER TABLE app.orders DROP CONSTRAINT orders_pkey',
      'ALTER TABLE app.orders ADD CONSTRAINT orders_pkey PRIMARY KEY (id) INCLUDE (kind)',
    ],
    undo: ['ALTER TABLE app.orders DROP CONSTRAINT orders_pkey', 'ALTER TABLE app.orders ADD CONSTRAINT orders_pkey PRIMARY KEY (id)'],
    differences: ['changed constraint orders_pkey on app.orders'],
  },
  {
    name: 'a unique constraint is added',
    change: ['ALTER TABLE app.twin ADD CONSTRAINT twin_c_key UNIQUE (c)'],
    undo: ['ALTER TABLE app.twin DROP CONSTRAINT twin_c_key'],
    differences: ['added constraint twin_c_key on app.twin'],
  },
  {
    name: 'a unique constraint is dropped',
    change: ['ALTER TABLE app.accounts DROP CONSTRAINT accounts_email_key'],
    undo: ['ALTER TABLE app.accounts ADD CONSTRAINT accounts_email_key UNIQUE (email)'],
    differences: ['removed constraint accounts_email_key on app.accounts'],
  },
  {
    name: 'a unique constraint is deferrable',
    change: [
      'ALTER TABLE app.accounts DROP CONSTRAINT accounts_email_key',
      'ALTER TABLE app.accounts ADD CONSTRAINT accounts_email_key UNIQUE (email) DEFERRABLE',
    ],
    undo: [
      'ALTER TABLE app.accounts DROP CONSTRAINT accounts_email_key',
      'ALTER TABLE app.accounts ADD CONSTRAINT accounts_email_key UNIQUE (email)',
    ],
    differences: ['changed constraint accounts_email_key on app.accounts'],
  },
  {
    name: 'a unique constraint takes NULL for a value',
    since: 15,
    change: [
      'ALTER TABLE app.accounts DROP CONSTRAINT accounts_email_key',
      'ALTER TABLE app.accounts ADD CONSTRAINT accounts_email_key UNIQUE NULLS NOT DISTINCT (email)',
    ],
    undo: [
      'ALTER TABLE app.accounts DROP CONSTRAINT accounts_email_key',
      'ALTER TABLE app.accounts ADD CONSTRAINT accounts_email_key UNIQUE (email)',
    ],
    differences: ['changed constraint accounts_email_key on app.accounts'],
  },
  {
    name: 'a unique constraint is an index',
    change: [
      'ALTER TABLE app.accounts DROP CONSTRAINT accounts_email_key',
      'CREATE UNIQUE INDEX accounts_email_key ON app.accounts (email)',
    ],
    undo: ['DROP INDEX app.accounts_email_key', 'ALTER TABLE app.accounts ADD CONSTRAINT accounts_email_key UNIQUE (email)'],
    differences: ['removed constraint accounts_email_key on app.accounts', 'added index app.accounts_email_key'],
  },
  {
    name: 'the index of a constraint has an option',
    change: ['ALTER INDEX app.accounts_email_key SET (fillfactor = 60)'],
    undo: ['ALTER INDEX app.accounts_email_key RESET (fillfactor)'],
    differences: ['changed constraint accounts_email_key on app.accounts'],
  },
  {
    name: 'a table is clustered by a key',
    change: ['ALTER TABLE app.accounts CLUSTER ON accounts_pkey'],
    undo: ['ALTER TABLE app.accounts SET WITHOUT CLUSTER'],
    differences: ['changed constraint accounts_pkey on app.accounts'],
  },
  {
    name: 'a foreign key is dropped',
    change: ['ALTER TABLE app.orders DROP CONSTRAINT orders_account_fkey'],
    undo: ['ALTER TABLE app.orders ADD CONSTRAINT orders_account_fkey FOREIGN KEY (account) REFERENCES app.accounts'],
    differences: ['removed constraint orders_account_fkey on app.orders'],
  },
  {
    name: 'a foreign key cascades',
    change: [
      'ALTER TABLE app.orders DROP CONSTRAINT orders_account_fkey',
      'ALTER TABLE app.orders ADD CONSTRAINT orders_account_fkey FOREIGN KEY (account) REFERENCES app.accounts ON DELETE CASCADE',
    ],
    undo: [
      'ALTER TABLE app.orders DROP CONSTRAINT orders_account_fkey',
      'ALTER TABLE app.orders ADD CONSTRAINT orders_account_fkey FOREIGN KEY (account) REFERENCES app.accounts',
    ],
    differences: ['changed constraint orders_account_fkey on app.orders'],
  },
  {
    name: 'a foreign key follows updates',
    change: [
      'ALTER TABLE app.orders DROP CONSTRAINT orders_account_fkey',
      'ALTER TABLE app.orders ADD CONSTRAINT orders_account_fkey FOREIGN KEY (account) REFERENCES app.accounts ON UPDATE SET NULL',
    ],
    undo: [
      'ALTER TABLE app.orders DROP CONSTRAINT orders_account_fkey',
      'ALTER TABLE app.orders ADD CONSTRAINT orders_account_fkey FOREIGN KEY (account) REFERENCES app.accounts',
    ],
    differences: ['changed constraint orders_account_fkey on app.orders'],
  },
  {
    name: 'a foreign key matches in full',
    change: [
      'ALTER TABLE app.orders DROP CONSTRAINT orders_account_fkey',
      'ALTER TABLE app.orders ADD CONSTRAINT orders_account_fkey FOREIGN KEY (account) REFERENCES app.accounts MATCH FULL',
    ],
    undo: [
      'ALTER TABLE app.orders DROP CONSTRAINT orders_account_fkey',
      'ALTER TABLE app.orders ADD CONSTRAINT orders_account_fkey FOREIGN KEY (account) REFERENCES app.accounts',
    ],
    differences: ['changed constraint orders_account_fkey on app.orders'],
  },
  {
    name: 'a foreign key is deferrable',
    change: ['ALTER TABLE app.orders ALTER CONSTRAINT orders_account_fkey DEFERRABLE INITIALLY DEFERRED'],
    undo: ['ALTER TABLE app.orders ALTER CONSTRAINT orders_account_fkey NOT DEFERRABLE'],
    differences: ['changed constraint orders_account_fkey on app.orders'],
  },
  {
    name: 'a foreign key is not valid',
    change: [
      'ALTER TABLE app.orders DROP CONSTRAINT orders_account_fkey',
      'ALTER TABLE app.orders ADD CONSTRAINT orders_account_fkey FOREIGN KEY (account) REFERENCES app.accounts NOT VALID',
    ],
    undo: ['ALTER TABLE app.orders VALIDATE CONSTRAINT orders_account_fkey'],
    differences: ['changed constraint orders_account_fkey on app.orders'],
  },
  {
    name: 'a foreign key sets some columns',
    since: 15,
    change: [
      'ALTER TABLE app.orders DROP CONSTRAINT orders_account_fkey',
      'ALTER TABLE app.orders ADD CONSTRAINT orders_account_fkey FOREIGN KEY (account) REFERENCES app.accounts ON DELETE SET NULL (account)',
    ],
    undo: [
      'ALTER TABLE app.orders DROP CONSTRAINT orders_account_fkey',
      'ALTER TABLE app.orders ADD CONSTRAINT orders_account_fkey FOREIGN KEY (account) REFERENCES app.accounts',
    ],
    differences: ['changed constraint orders_account_fkey on app.orders'],
  },
  {
    name: 'a foreign key is not enforced',
    since: 18,
    change: ['ALTER TABLE app.orders ALTER CONSTRAINT orders_account_fkey NOT ENFORCED'],
    undo: ['ALTER TABLE app.orders ALTER CONSTRAINT orders_account_fkey ENFORCED'],
    differences: ['changed constraint orders_account_fkey on app.orders'],
  },
  {
    name: 'a partitioned table gets a foreign key',
    change: ['ALTER TABLE app.events ADD CONSTRAINT events_id_fkey FOREIGN KEY (id) REFERENCES app.orders'],
    undo: ['ALTER TABLE app.events DROP CONSTRAINT events_id_fkey'],
    differences: ['added constraint events_id_fkey on app.events'],
  },
  {
    name: 'the triggers of a foreign key are disabled',
    change: ['ALTER TABLE app.orders DISABLE TRIGGER ALL'],
    undo: ['ALTER TABLE app.orders ENABLE TRIGGER ALL'],
    differences: ['changed constraint orders_account_fkey on app.orders', 'changed trigger touch on app.orders'],
  },
  {
    name: 'an exclusion constraint is added',
    change: ['ALTER TABLE app.orders ADD CONSTRAINT no_overlap EXCLUDE USING gist (during WITH &&)'],
    undo: ['ALTER TABLE app.orders DROP CONSTRAINT no_overlap'],
    differences: ['added constraint no_overlap on app.orders'],
  },
  {
    name: 'an exclusion constraint is partial',
    change: ['ALTER TABLE app.orders ADD CONSTRAINT no_overlap EXCLUDE USING gist (during WITH &&) WHERE (total > 5)'],
    undo: ['ALTER TABLE app.orders DROP CONSTRAINT no_overlap'],
    differences: ['added constraint no_overlap on app.orders'],
  },
  {
    name: 'a constraint trigger is created',
    change: [
      'CREATE CONSTRAINT TRIGGER later AFTER INSERT ON app.orders DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION app.touch()',
    ],
    undo: ['DROP TRIGGER later ON app.orders'],
    differences: ['added trigger later on app.orders'],
  },
  {
    name: 'a constraint trigger is deferred',
    change: ['ALTER TABLE app.orders ALTER CONSTRAINT orders_account_fkey DEFERRABLE'],
    undo: ['ALTER TABLE app.orders ALTER CONSTRAINT orders_account_fkey NOT DEFERRABLE'],
    differences: ['changed constraint orders_account_fkey on app.orders'],
  },
];
