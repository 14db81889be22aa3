import type { RawValue } from './raw-setting.ts';

/** A value of an option of the library: lists as arrays, maps as objects, or texts as on the command line. */
export type OptionValue = RawValue | null | undefined | Readonly<Record<string, string | number | boolean>>;

/** Options of the library by key, without `flyway.`: `{ url, locations: ['filesystem:sql'], placeholders: { a: '1' } }`. */
export type ConfigOptions = Readonly<Record<string, OptionValue>>;
