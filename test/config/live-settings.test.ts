import { expect, test } from 'vitest';
import { configFromOptions } from '../../src/config/load-config.ts';
import { parseDuration } from '../../src/config/parse-duration.ts';
import { targetEnvironment } from '../../src/config/target-environment.ts';

test.each([
  ['250', 250],
  ['250ms', 250],
  ['2s', 2000],
  ['1.5 s', 1500],
  ['10min', 600_000],
  ['0', 0],
  ['25d', null],
  ['fast', null],
  ['-1s', null],
  ['', null],
])('%j as a time is %s ms', (text, ms) => {
  expect(parseDuration(text)).toBe(ms);
});

test.each([
  ['postgres://app@localhost/shop', {}, 'development'],
  ['postgres://app@127.0.0.9/shop', {}, 'development'],
  ['jdbc:postgresql://[::1]:5432/shop', {}, 'development'],
  ['postgres://app@db.example.org/shop', {}, 'production'],
  ['postgres://app@localhost,db.example.org/shop', {}, 'production'],
  ['postgres://app@db.example.org/shop', { 'flyback.environment': 'staging' }, 'staging'],
  ['postgres://app@localhost/shop', { 'flyback.environment': 'production' }, 'production'],
])('%s with %j is %s', (url, config, environment) => {
  const loaded = configFromOptions({ url, ...config }, { isEnvironmentUsed: false });
  expect(targetEnvironment(loaded.config)).toBe(environment);
});

test('a time that is none is refused with its key', () => {
  expect(() => configFromOptions({ 'flyback.lockTimeout': 'soon' }, { isEnvironmentUsed: false })).toThrow(
    'Invalid value for flyback.lockTimeout (should be a time such as 250ms, 2s or 10min): soon',
  );
});
