import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseCommandLine } from '../../src/config/command-line.ts';
import { ConfigProblemsError } from '../../src/config/config-problem.ts';
import { loadConfig, type LoadedConfig } from '../../src/config/load-config.ts';

/** A folder with files of its own, and a home that is empty unless files are put there (`~/.pgpass`). */
export class ConfigFolder implements Disposable {
  readonly path: string = mkdtempSync(join(tmpdir(), 'flyback-config-'));
  readonly cwd: string = join(this.path, 'work');
  readonly home: string = join(this.path, 'home');

  constructor(files: Readonly<Record<string, string>> = {}) {
    mkdirSync(this.cwd);
    mkdirSync(this.home);
    for (const [name, text] of Object.entries(files)) this.write(name, text);
  }

  write(name: string, text: string, mode = 0o600): string {
    const path = name.startsWith('~/') ? join(this.home, name.slice(2)) : join(this.cwd, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
    chmodSync(path, mode);
    return path;
  }

  load(line: string | readonly string[] = '', env: Readonly<Record<string, string>> = {}): Promise<LoadedConfig> {
    const words = typeof line === 'string' ? line.split(' ') : line;
    return loadConfig({ argv: parseCommandLine(words), env, cwd: this.cwd, home: this.home });
  }

  async fail(line: string | readonly string[] = '', env: Readonly<Record<string, string>> = {}): Promise<ConfigProblemsError> {
    try {
      await this.load(line, env);
    } catch (error) {
      if (error instanceof ConfigProblemsError) return error;
      throw error;
    }
    throw new Error(`no error: ${String(line)}`);
  }

  [Symbol.dispose](): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}
