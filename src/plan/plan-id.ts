import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import type { Plan } from '../model/plan.ts';

/** Everything of a plan that a signature must cover: what runs, where, in which order, after which history, and how risky it was said to be. */
export interface SignedPlan {
  readonly v: 1;
  readonly target: {
    readonly system_identifier: string | null;
    readonly database: string;
    readonly database_oid: string;
    readonly host: string;
    readonly port: number;
    readonly server_version_num: number;
    readonly role: string;
    readonly search_path: string;
  } | null;
  readonly history: {
    readonly table: string;
    readonly head_rank: number | null;
    readonly head_version: string | null;
    readonly digest: string;
  } | null;
  readonly config_digest: string | null;
  readonly batch: readonly {
    readonly path: string;
    readonly kind: string;
    readonly version: string | null;
    readonly flyway_checksum: number | null;
    readonly sha256: string;
    readonly sha256_final: string;
    readonly transactional: boolean;
    readonly stmts: readonly string[];
  }[];
  readonly undo: readonly { readonly path: string; readonly sha256: string | null; readonly source: string }[];
  readonly risk: { readonly score: number; readonly category: string; readonly tags: readonly string[]; readonly rules: readonly string[] };
  readonly tool: { readonly name: string; readonly version: string };
}

/** The part of a plan that its id covers; no times, no sizes, no absolute paths, so that equal input gives an equal id on any machine. */
export function signedPlan(plan: Omit<Plan, 'id'>): SignedPlan {
  const { target, history } = plan;
  return {
    v: 1,
    target:
      target === null
        ? null
        : {
            system_identifier: target.systemIdentifier,
            database: target.database,
            database_oid: target.databaseOid,
            host: target.host,
            port: target.port,
            server_version_num: target.serverVersionNum,
            role: target.role,
            search_path: target.searchPath.join(', '),
          },
    history:
      history === null
        ? null
        : { table: history.table, head_rank: history.headRank, head_version: history.headVersion, digest: history.digest },
    config_digest: plan.configDigest,
    batch: plan.scripts.map((script) => ({
      path: script.script,
      kind: script.kind,
      version: script.version,
      flyway_checksum: script.checksum,
      sha256: script.sha256,
      sha256_final: script.sha256Sent,
      transactional: script.isTransactional,
      stmts: script.statements.map(({ sha256 }) => sha256),
    })),
    undo: plan.scripts.flatMap(({ script, undo }) =>
      undo === null ? [] : [{ path: undo.script ?? script, sha256: undo.sha256, source: undo.source }],
    ),
    risk: {
      score: plan.risk.score,
      category: plan.risk.category,
      tags: [...new Set(plan.scripts.map(({ tag }) => tag))].toSorted(),
      rules: [...new Set(rulesBroken(plan))].toSorted(),
    },
    tool: plan.tool,
  };
}

/** `sha256:` and the digest of the canonical JSON (RFC 8785) of {@link signedPlan}. */
export function planId(plan: Omit<Plan, 'id'>): string {
  return digestOf(signedPlan(plan));
}

/** `sha256:` and the digest of a document in canonical JSON (RFC 8785). */
export function digestOf(document: unknown): string {
  const canonical = canonicalize(document);
  if (canonical === undefined) throw new TypeError('A document without JSON form has no digest.');
  return `sha256:${createHash('sha256').update(canonical).digest('hex')}`;
}

function rulesBroken(plan: Omit<Plan, 'id'>): readonly string[] {
  return [...plan.hazards, ...plan.scripts.flatMap(({ statements }) => statements.flatMap(({ hazards }) => hazards))].map(
    ({ rule }) => rule,
  );
}
