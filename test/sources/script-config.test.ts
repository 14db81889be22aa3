import { describe, expect, test } from 'vitest';
import type { ScriptConfig } from '../../src/model/migration.ts';
import { parseScriptConfig, resolveScriptConfig } from '../../src/sources/script-config.ts';
import { evaluateShouldExecute } from '../../src/sources/should-execute.ts';

const values: Readonly<Record<string, string>> = { env: 'prod', tx: 'false', empty: '' };

function resolve(text: string, prefix = '${', variables: Record<string, string> = {}): ScriptConfig {
  const placeholders = { prefix, suffix: '}', resolve: (name: string) => values[name] ?? null };
  return resolveScriptConfig(parseScriptConfig('V1__a.sql.conf', Buffer.from(text)), placeholders, variables);
}

describe('settings', () => {
  test.each([
    ['executeInTransaction=false\n', { executeInTransaction: false }],
    ['\ufeffexecuteInTransaction = TRUE', { executeInTransaction: true }],
    ['# comment\nplaceholderReplacement: false\r\nencoding=latin1', { placeholderReplacement: false, encoding: 'ISO-8859-1' }],
    ['executeInTransaction=false\nexecuteInTransaction=true', { executeInTransaction: true }],
    ['executeInTransaction=${tx}', { executeInTransaction: false }],
    ['shouldExecute=${env}==prod', { shouldExecute: true, shouldExecuteExpression: '${env}==prod' }],
    ['shouldExecute=${env}!=prod', { shouldExecute: false, shouldExecuteExpression: '${env}!=prod' }],
    ['shouldExecute=${empty}==', { shouldExecute: true }],
    ['shouldExecute=(${env}==test \\\n|| ${env}==prod) && true', { shouldExecute: true }],
    ['', { executeInTransaction: null, placeholderReplacement: null, encoding: null, shouldExecute: true, shouldExecuteExpression: null }],
  ])('%j', (text, expected) => {
    expect(resolve(text)).toMatchObject(expected);
  });

  test('environment variables stand in for placeholders that there are not, and have their own form beside another prefix', () => {
    expect(resolve('shouldExecute=${STAGE}==x', '${', { STAGE: 'x' })).toMatchObject({ shouldExecute: true });
    expect(resolve('shouldExecute=#{env}==prod && ${STAGE}==x', '#{', { STAGE: 'x' })).toMatchObject({ shouldExecute: true });
    expect(resolve('shouldExecute=${MISSING}==', '#{')).toMatchObject({ shouldExecute: true });
  });
});

describe('faults, with their place', () => {
  test.each([
    ['\nfoo=1\n', 'CONFIG_UNKNOWN_KEY', 'Unknown configuration property: foo. Please check your script config files', 2],
    ['foo=1\nbar=2\nfoo=3', 'CONFIG_UNKNOWN_KEY', 'Unknown configuration properties: foo,bar. Please check your script config files', 1],
    [
      'executeintransaction=true',
      'CONFIG_UNKNOWN_KEY',
      'Unknown configuration property: executeintransaction. Please check your script config files',
      1,
    ],
    ['executeInTransaction=maybe', 'CONFIG_INVALID', 'Invalid value for executeInTransaction (should be either true or false): maybe', 1],
    ['placeholderReplacement=', 'CONFIG_INVALID', 'Invalid value for placeholderReplacement (should be either true or false): ', 1],
    ['encoding=foo', 'CONFIG_INVALID', 'Unknown encoding: foo', 1],
    ['# x\nshouldExecute=perhaps', 'CONFIG_INVALID', 'Invalid value for shouldExecute: perhaps', 2],
    ['executeInTransaction=${env}', 'CONFIG_INVALID', 'Invalid value for executeInTransaction (should be either true or false): prod', 1],
    ['\n\nshouldExecute=${nope}==1', 'SOURCE_PLACEHOLDER', 'No value provided for placeholder: ${nope}.  Check your configuration!', 3],
  ])('%j', (text, code, message, line) => {
    expect(() => resolve(text)).toThrow(
      expect.objectContaining({ code: `ERR_${code}`, message, place: expect.objectContaining({ file: 'V1__a.sql.conf', line }) }),
    );
  });

  test('keys and fixed values are checked before there are placeholders', () => {
    expect(() => parseScriptConfig('x.conf', Buffer.from('executeInTransaction=maybe'))).toThrow(
      expect.objectContaining({ code: 'ERR_CONFIG_INVALID' }),
    );
    expect(parseScriptConfig('x.conf', Buffer.from('executeInTransaction=${later}\nencoding=utf8')).encoding).toBe('UTF-8');
  });
});

describe('shouldExecute', () => {
  test.each([
    ['true', true],
    ['FALSE', false],
    ['a==a', true],
    ['a == b', false],
    ['a b!=a  b', true],
    ['x=1==x=1', true],
    ['true && false || true', true],
    ['true || false && false', true],
    ['(true || false) && false', false],
    ['((a==a))', true],
    ['==', true],
    ['', null],
    ['maybe', null],
    ['true &&', null],
    ['(true', null],
    ['true)', null],
    ['true false==', false],
    ['true || maybe', null],
    ['!true', null],
  ])('%j is %s', (expression, value) => {
    expect(evaluateShouldExecute(expression)).toBe(value);
  });
});
