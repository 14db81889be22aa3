/** Runs through an expression; one that is nested deeper than our stack (thousands of operators in a row) gets the careful answer. */
export function unlessTooDeep<T>(run: () => T, otherwise: T): T {
  try {
    return run();
  } catch (error) {
    if (error instanceof RangeError) return otherwise;
    throw error;
  }
}
