/**
 * Gives a property a value that is made when it is first asked for: of a thousand tables' defaults, checks and views a statement needs few,
 * and parsing all of them takes longer than reading them.
 */
export function lazily<T extends object, K extends keyof T>(object: T, key: K, make: () => T[K]): void {
  Object.defineProperty(object, key, {
    configurable: true,
    enumerable: true,
    get: () => {
      const value = make();
      Object.defineProperty(object, key, { value, configurable: true, enumerable: true, writable: true });
      return value;
    },
    set: (value: T[K]) => {
      Object.defineProperty(object, key, { value, configurable: true, enumerable: true, writable: true });
    },
  });
}
