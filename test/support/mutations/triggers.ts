import type { Mutation } from './mutation.ts';

/** Triggers, rules, policies and event triggers. */
export const TRIGGERS: readonly Mutation[] = [
  {
    name: 'a trigger is created',
    change: ['CREATE TRIGGER more AFTER INSERT ON app.orders FOR EACH STATEMENT EXECUTE FUNCTION app.touch()'],
    undo: ['DROP TRIGGER more ON app.orders'],
    differences: ['added trigger more on app.orders'],
  },
  {
    name: 'a trigger is dropped',
    change: ['DROP TRIGGER touch ON app.orders'],
    undo: ['CREATE TRIGGER touch BEFORE UPDATE ON app.orders FOR EACH ROW EXECUTE FUNCTION app.touch()'],
    differences: ['removed trigger touch on app.orders'],
  },
  {
    name: 'a trigger is disabled',
    change: ['ALTER TABLE app.orders DISABLE TRIGGER touch'],
    undo: ['ALTER TABLE app.orders ENABLE TRIGGER touch'],
    differences: ['changed trigger touch on app.orders'],
  },
  {
    name: 'a trigger fires on replicas',
    change: ['ALTER TABLE app.orders ENABLE REPLICA TRIGGER touch'],
    undo: ['ALTER TABLE app.orders ENABLE TRIGGER touch'],
    differences: ['changed trigger touch on app.orders'],
  },
  {
    name: 'a trigger always fires',
    change: ['ALTER TABLE app.orders ENABLE ALWAYS TRIGGER touch'],
    undo: ['ALTER TABLE app.orders ENABLE TRIGGER touch'],
    differences: ['changed trigger touch on app.orders'],
  },
  {
    name: 'a trigger is renamed',
    change: ['ALTER TRIGGER touch ON app.orders RENAME TO tap'],
    undo: ['ALTER TRIGGER tap ON app.orders RENAME TO touch'],
    differences: ['added trigger tap on app.orders', 'removed trigger touch on app.orders'],
  },
  {
    name: 'a trigger fires for other events',
    change: ['CREATE OR REPLACE TRIGGER touch BEFORE INSERT OR UPDATE ON app.orders FOR EACH ROW EXECUTE FUNCTION app.touch()'],
    undo: ['CREATE OR REPLACE TRIGGER touch BEFORE UPDATE ON app.orders FOR EACH ROW EXECUTE FUNCTION app.touch()'],
    differences: ['changed trigger touch on app.orders'],
  },
  {
    name: 'a trigger fires for a column',
    change: ['CREATE OR REPLACE TRIGGER touch BEFORE UPDATE OF total ON app.orders FOR EACH ROW EXECUTE FUNCTION app.touch()'],
    undo: ['CREATE OR REPLACE TRIGGER touch BEFORE UPDATE ON app.orders FOR EACH ROW EXECUTE FUNCTION app.touch()'],
    differences: ['changed trigger touch on app.orders'],
  },
  {
    name: 'a trigger has a condition',
    change: ['CREATE OR REPLACE TRIGGER touch BEFORE UPDATE ON app.orders FOR EACH ROW WHEN (OLD.total > 1) EXECUTE FUNCTION app.touch()'],
    undo: ['CREATE OR REPLACE TRIGGER touch BEFORE UPDATE ON app.orders FOR EACH ROW EXECUTE FUNCTION app.touch()'],
    differences: ['changed trigger touch on app.orders'],
  },
  {
    name: 'a trigger has an argument',
    change: ["CREATE OR REPLACE TRIGGER touch BEFORE UPDATE ON app.orders FOR EACH ROW EXECUTE FUNCTION app.touch('x')"],
    undo: ['CREATE OR REPLACE TRIGGER touch BEFORE UPDATE ON app.orders FOR EACH ROW EXECUTE FUNCTION app.touch()'],
    differences: ['changed trigger touch on app.orders'],
  },
  {
    name: 'a trigger sees all changed rows',
    change: [
      'CREATE TRIGGER more AFTER UPDATE ON app.orders REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION app.touch()',
    ],
    undo: ['DROP TRIGGER more ON app.orders'],
    differences: ['added trigger more on app.orders'],
  },
  {
    name: 'a trigger of a partitioned table is dropped',
    change: ['DROP TRIGGER touch ON app.events'],
    undo: ['CREATE TRIGGER touch BEFORE UPDATE ON app.events FOR EACH ROW EXECUTE FUNCTION app.touch()'],
    differences: ['removed trigger touch on app.events'],
  },
  {
    name: 'a trigger of a partition is disabled',
    change: ['ALTER TABLE app.events_2024 DISABLE TRIGGER touch'],
    undo: ['ALTER TABLE app.events_2024 ENABLE TRIGGER touch'],
    differences: ['added trigger touch on app.events_2024'],
  },
  {
    name: 'a rule is created',
    change: ['CREATE RULE more AS ON INSERT TO app.twin DO ALSO NOTHING'],
    undo: ['DROP RULE more ON app.twin'],
    differences: ['added rule more on app.twin'],
  },
  {
    name: 'a rule is dropped',
    change: ['DROP RULE keep ON app.orders'],
    undo: ['CREATE RULE keep AS ON DELETE TO app.orders WHERE OLD.total > 100 DO INSTEAD NOTHING'],
    differences: ['removed rule keep on app.orders'],
  },
  {
    name: 'a rule has another condition',
    change: ['CREATE OR REPLACE RULE keep AS ON DELETE TO app.orders WHERE OLD.total > 200 DO INSTEAD NOTHING'],
    undo: ['CREATE OR REPLACE RULE keep AS ON DELETE TO app.orders WHERE OLD.total > 100 DO INSTEAD NOTHING'],
    differences: ['changed rule keep on app.orders'],
  },
  {
    name: 'a rule is disabled',
    change: ['ALTER TABLE app.orders DISABLE RULE keep'],
    undo: ['ALTER TABLE app.orders ENABLE RULE keep'],
    differences: ['changed rule keep on app.orders'],
  },
  {
    name: 'a rule is renamed',
    change: ['ALTER RULE keep ON app.orders RENAME TO kept'],
    undo: ['ALTER RULE kept ON app.orders RENAME TO keep'],
    differences: ['removed rule keep on app.orders', 'added rule kept on app.orders'],
  },
  {
    name: 'a policy is created',
    change: ['CREATE POLICY more ON app.orders USING (true)'],
    undo: ['DROP POLICY more ON app.orders'],
    differences: ['added policy more on app.orders'],
  },
  {
    name: 'a policy is dropped',
    change: ['DROP POLICY own ON app.orders'],
    undo: ['CREATE POLICY own ON app.orders FOR SELECT TO fingerprint_reader USING (total > 0)'],
    differences: ['removed policy own on app.orders'],
  },
  {
    name: 'a policy is for another role',
    change: ['ALTER POLICY own ON app.orders TO fingerprint_writer'],
    undo: ['ALTER POLICY own ON app.orders TO fingerprint_reader'],
    differences: ['changed policy own on app.orders'],
  },
  {
    name: 'a policy is for more roles',
    change: ['ALTER POLICY own ON app.orders TO fingerprint_writer, fingerprint_reader'],
    undo: ['ALTER POLICY own ON app.orders TO fingerprint_reader'],
    differences: ['changed policy own on app.orders'],
  },
  {
    name: 'a policy has another condition',
    change: ['ALTER POLICY own ON app.orders USING (total > 1)'],
    undo: ['ALTER POLICY own ON app.orders USING (total > 0)'],
    differences: ['changed policy own on app.orders'],
  },
  {
    name: 'a policy is restrictive',
    change: [
      'DROP POLICY own ON app.orders',
      'CREATE POLICY own ON app.orders AS RESTRICTIVE FOR SELECT TO fingerprint_reader USING (total > 0)',
    ],
    undo: ['DROP POLICY own ON app.orders', 'CREATE POLICY own ON app.orders FOR SELECT TO fingerprint_reader USING (total > 0)'],
    differences: ['changed policy own on app.orders'],
  },
  {
    name: 'a policy is for all commands',
    change: ['DROP POLICY own ON app.orders', 'CREATE POLICY own ON app.orders TO fingerprint_reader USING (total > 0)'],
    undo: ['DROP POLICY own ON app.orders', 'CREATE POLICY own ON app.orders FOR SELECT TO fingerprint_reader USING (total > 0)'],
    differences: ['changed policy own on app.orders'],
  },
  {
    name: 'a policy checks what is written',
    change: ['CREATE POLICY more ON app.orders FOR INSERT WITH CHECK (total > 3)'],
    undo: ['DROP POLICY more ON app.orders'],
    differences: ['added policy more on app.orders'],
  },
  {
    name: 'a policy is renamed',
    change: ['ALTER POLICY own ON app.orders RENAME TO mine'],
    undo: ['ALTER POLICY mine ON app.orders RENAME TO own'],
    differences: ['added policy mine on app.orders', 'removed policy own on app.orders'],
  },
  {
    name: 'an event trigger is enabled',
    change: ['ALTER EVENT TRIGGER fingerprint_watch ENABLE REPLICA'],
    undo: ['ALTER EVENT TRIGGER fingerprint_watch DISABLE'],
    differences: ['changed event trigger fingerprint_watch'],
  },
  {
    name: 'an event trigger is dropped',
    change: ['DROP EVENT TRIGGER fingerprint_watch'],
    undo: [
      "CREATE EVENT TRIGGER fingerprint_watch ON ddl_command_end WHEN TAG IN ('DROP TABLE') EXECUTE FUNCTION app.watch()",
      'ALTER EVENT TRIGGER fingerprint_watch DISABLE',
    ],
    differences: ['removed event trigger fingerprint_watch'],
  },
  {
    name: 'an event trigger fires for other commands',
    change: [
      'DROP EVENT TRIGGER fingerprint_watch',
      "CREATE EVENT TRIGGER fingerprint_watch ON ddl_command_end WHEN TAG IN ('CREATE TABLE') EXECUTE FUNCTION app.watch()",
      'ALTER EVENT TRIGGER fingerprint_watch DISABLE',
    ],
    undo: [
      'DROP EVENT TRIGGER fingerprint_watch',
      "CREATE EVENT TRIGGER fingerprint_watch ON ddl_command_end WHEN TAG IN ('DROP TABLE') EXECUTE FUNCTION app.watch()",
      'ALTER EVENT TRIGGER fingerprint_watch DISABLE',
    ],
    differences: ['changed event trigger fingerprint_watch'],
  },
];
