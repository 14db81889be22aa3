import type { Reporter, SerializedError, TestModule, Vitest } from 'vitest/node';

/** Makes a run in CI fail when a test was skipped, or when a project ran no test: silence is not success. */
export default class NoSilenceReporter implements Reporter {
  #vitest: Vitest | null = null;

  onInit(vitest: Vitest): void {
    this.#vitest = vitest;
  }

  onTestRunEnd(modules: readonly TestModule[], _errors: readonly SerializedError[], reason: string): void {
    if (!process.env['CI'] || reason === 'interrupted') return;
    const skipped: string[] = [];
    const counts = new Map((this.#vitest?.projects ?? []).map((project) => [project.name, 0]));
    for (const module of modules) {
      for (const test of module.children.allTests()) {
        if (test.result().state === 'skipped') skipped.push(`${module.relativeModuleId} > ${test.fullName}`);
        else counts.set(module.project.name, (counts.get(module.project.name) ?? 0) + 1);
      }
    }
    const empty = [...counts].filter(([, count]) => count === 0).map(([name]) => name);
    for (const name of skipped) console.error(`skipped in CI: ${name}`);
    for (const name of empty) console.error(`project ${name} ran no test`);
    if (skipped.length + empty.length > 0) process.exitCode = 1;
  }
}
