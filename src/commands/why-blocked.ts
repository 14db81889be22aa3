import { pause } from '../io/pause.ts';
import { waitOf, type LockPicture } from '../model/lock-picture.ts';
import { toLockPicture } from '../postgres/lock-picture.ts';
import type { Session } from '../postgres/session.ts';
import { sqlStatement } from '../postgres/sql-files.ts';
import { lockTreeText } from '../report/formats/text/lock-tree.ts';
import type { JsonObject } from '../report/formats/flyway-json/json.ts';
import type { CommandInput, Outcome } from './command.ts';
import { say } from './say.ts';
import { withTargetSession } from './with-target-session.ts';

const INTERVAL_MS = 1000;

/** Runs why-blocked: who waits for a lock on the server, and for whom. Reads only; with --watch until it is interrupted. */
export async function runWhyBlocked(input: CommandInput): Promise<Outcome<LockPicture>> {
  return withTargetSession(input, async (session) => {
    let picture = await look(session);
    let shown = lockTreeText(picture);
    say(input, shown);
    while (input.options?.has('watch') === true && input.signal?.aborted !== true) {
      await pause(INTERVAL_MS, input.signal);
      picture = await look(session);
      const text = lockTreeText(picture);
      if (text !== shown) say(input, `\n${text}`);
      shown = text;
    }
    return { result: picture, json: () => pictureJson(picture), exitCode: 0 };
  });
}

async function look(session: Session): Promise<LockPicture> {
  const [result] = await session.query(sqlStatement('lock/waits'));
  return toLockPicture(result);
}

/** Every session that takes part, with what it waits for and for whom. */
function pictureJson(picture: LockPicture): JsonObject {
  const { sessions, prepared, waits } = picture;
  return {
    sessions: [...sessions.values()].map((session) => {
      const wait = waitOf(picture, session.pid);
      const waitsFor =
        wait === null
          ? null
          : {
              lockType: wait.lockType,
              mode: wait.mode,
              object: wait.object,
              waitedMs: wait.waitedMs,
              blockedBy: wait.blockers.filter((pid) => pid !== 0),
              preparedTransactions: (prepared.get(session.pid) ?? []).map(({ queryHead, user, transactionAgeMs }) => ({
                name: queryHead,
                user,
                ageMs: transactionAgeMs,
              })),
            };
      const blocks = waits.filter(({ blockers }) => blockers.includes(session.pid)).map(({ pid }) => pid);
      return { ...session, waitsFor, blocks };
    }),
  };
}
