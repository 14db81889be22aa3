import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { flywayCommand } from '../test/support/flyway.ts';
import type { Command } from './measure.ts';

/** A database by its parts. */
export interface BenchTarget {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly database: string;
}

/** How a tool is called on a project folder (`write-projects.ts`); a verb that it lacks is left out. */
export interface Tool {
  readonly name: string;
  readonly migrate: (folder: string, target: BenchTarget) => Command;
  readonly info?: (folder: string, target: BenchTarget) => Command;
  readonly validate?: (folder: string, target: BenchTarget) => Command;
}

export interface ToolSet {
  readonly flyback: Tool;
  readonly bare: Tool;
  readonly psql: Tool | null;
  /** `null` where FLYWAY_LIB is not set. */
  readonly flyway: Tool | null;
  readonly peers: readonly Tool[];
}

const PROGRAM = fileURLToPath(new URL('../bin/flyback.js', import.meta.url));
const BARE = fileURLToPath(new URL('bare.mjs', import.meta.url));
const PEER_PACKAGES = ['dbmate@2', 'node-pg-migrate@8', 'graphile-migrate@1', 'pg@8'];

/** Finds the tools; the peers are installed into `temp` when they are wanted. */
export function findTools(temp: string, hasPeers: boolean): ToolSet {
  const isPsqlThere = spawnSync('psql', ['--version']).status === 0;
  const hasFlyway = (process.env['FLYWAY_LIB'] ?? '') !== '';
  if (!isPsqlThere) console.log('psql is not installed: its floor is left out');
  if (!hasFlyway) console.log('FLYWAY_LIB is not set: the real Flyway is left out, and with it every goal that names it');
  return {
    flyback: jdbcTool('flyback', [process.execPath, PROGRAM]),
    bare: {
      name: 'bare node',
      migrate: (folder, target) => ({ program: process.execPath, args: [BARE, join(folder, 'flyway'), urlOf(target)] }),
    },
    psql: isPsqlThere ? { name: 'psql -f', migrate: psqlCommand } : null,
    flyway: hasFlyway ? jdbcTool('flyway', flywayCommand()) : null,
    peers: hasPeers ? installPeers(temp) : [],
  };
}

function jdbcTool(name: string, [program, ...first]: readonly [string, ...string[]]): Tool {
  const verb =
    (word: string) =>
    (folder: string, target: BenchTarget): Command => {
      const url = `-url=jdbc:postgresql://${target.host}:${target.port}/${target.database}`;
      return {
        program,
        args: [...first, url, `-user=${target.user}`, `-locations=filesystem:${join(folder, 'flyway')}`, word],
        cwd: folder,
      };
    };
  return { name, migrate: verb('migrate'), info: verb('info'), validate: verb('validate') };
}

function psqlCommand(folder: string, target: BenchTarget): Command {
  const where = ['-h', target.host, '-p', String(target.port), '-U', target.user, '-d', target.database];
  return { program: 'psql', args: ['-X', '-q', '-v', 'ON_ERROR_STOP=1', ...where, '-f', join(folder, 'psql', 'all.sql')] };
}

function installPeers(temp: string): readonly Tool[] {
  const folder = join(temp, 'peers');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{ "private": true }\n');
  const args = ['install', '--no-save', '--no-audit', '--no-fund', '--loglevel=error', ...PEER_PACKAGES];
  const { status, stderr } = spawnSync('npm', args, { cwd: folder, encoding: 'utf8' });
  if (status !== 0) throw new Error(`the other tools could not be installed:\n${stderr}`);
  const bin = (name: string): string => join(folder, 'node_modules', '.bin', name);
  const tools: readonly Tool[] = [
    {
      name: 'dbmate',
      migrate: (project, target) => ({
        program: bin('dbmate'),
        args: ['--url', urlOf(target), '--no-dump-schema', '-d', join(project, 'dbmate'), 'migrate'],
      }),
      info: (project, target) => ({ program: bin('dbmate'), args: ['--url', urlOf(target), '-d', join(project, 'dbmate'), 'status'] }),
    },
    {
      name: 'node-pg-migrate',
      migrate: (project, target) => ({
        program: process.execPath,
        args: [bin('node-pg-migrate'), 'up', '-m', join(project, 'npm'), '--no-verbose', '--no-single-transaction'],
        env: { DATABASE_URL: urlOf(target) },
      }),
    },
    {
      name: 'graphile-migrate',
      migrate: (project, target) => {
        const settings = join(project, '.gmrc');
        writeFileSync(settings, JSON.stringify({ connectionString: urlOf(target), migrationsFolder: join(project, 'graphile') }));
        return { program: process.execPath, args: [bin('graphile-migrate'), 'migrate', '-c', settings] };
      },
    },
  ];
  return tools.filter((tool) => {
    const isThere = existsSync(bin(tool.name));
    if (!isThere) console.log(`${tool.name} did not install: left out`);
    return isThere;
  });
}

function urlOf(target: BenchTarget): string {
  return `postgres://${target.user}@${target.host}:${target.port}/${target.database}?sslmode=disable`;
}
