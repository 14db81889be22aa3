/** Rows of a page have numbers up to 1169 on the largest pages that PostgreSQL can be built with (MaxHeapTuplesPerPage of 32 kB). */
const ROWS_A_PAGE = 2048;
const FIRST_SIZE = 1024;
const EMPTY = -1;

/** Places of rows (ctid) as numbers, without duplicates; 16 to 32 bytes each, however many. */
export class RowSet {
  #slots = new Float64Array(FIRST_SIZE).fill(EMPTY);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** Adds a place; false: it was there. */
  add(place: number): boolean {
    if (this.#size * 2 >= this.#slots.length) this.#grow();
    const at = slotOf(this.#slots, place);
    if (this.#slots[at] === place) return false;
    this.#slots[at] = place;
    this.#size++;
    return true;
  }

  #grow(): void {
    const larger = new Float64Array(this.#slots.length * 2).fill(EMPTY);
    for (const place of this.#slots) if (place !== EMPTY) larger[slotOf(larger, place)] = place;
    this.#slots = larger;
  }
}

/** The number of a place that the server wrote as `(page,row)`. */
export function placeOf(ctid: string): number {
  const comma = ctid.indexOf(',');
  return Number(ctid.slice(1, comma)) * ROWS_A_PAGE + Number(ctid.slice(comma + 1, -1));
}

/** Places as a list for the server: in the order of pages, so that each page is read once. */
export function placesText(places: readonly number[]): readonly string[] {
  return places.toSorted((a, b) => a - b).map((place) => `(${Math.floor(place / ROWS_A_PAGE)},${place % ROWS_A_PAGE})`);
}

// Rows of one page are neighbours; Fibonacci hashing spreads them over the slots.
function slotOf(slots: Float64Array, place: number): number {
  const mask = slots.length - 1;
  let at = (Math.imul(place >>> 0, 0x9e3779b1) ^ Math.imul(Math.floor(place / 2 ** 32), 0x85ebca6b)) & mask;
  while (slots[at] !== EMPTY && slots[at] !== place) at = (at + 1) & mask;
  return at;
}
