import { describe, expect, it } from 'vitest';
import { installedOnMs, installedOnUtc } from '../../src/history/installed-on.ts';

describe('installed_on', () => {
  it('is wall time of this process', () => {
    expect(installedOnMs('2026-03-04 05:06:07.891234')).toBe(new Date(2026, 2, 4, 5, 6, 7, 891).getTime());
  });

  it('is printed as an instant with 0, 3 or 6 digits of fraction', () => {
    const seconds = new Date(2026, 2, 4, 5, 6, 7).toISOString().slice(0, 19);
    expect(installedOnUtc('2026-03-04 05:06:07')).toBe(`${seconds}Z`);
    expect(installedOnUtc('2026-03-04 05:06:07.5')).toBe(`${seconds}.500Z`);
    expect(installedOnUtc('2026-03-04 05:06:07.397811')).toBe(`${seconds}.397811Z`);
    expect(installedOnUtc('2026-03-04 05:06:07.397800')).toBe(`${seconds}.397800Z`);
    expect(installedOnUtc('2026-03-04 05:06:07.000001')).toBe(`${seconds}.000001Z`);
  });

  it('may be no time at all', () => {
    expect(installedOnMs('infinity')).toBeNaN();
    expect(installedOnUtc('infinity')).toBe('');
  });
});
