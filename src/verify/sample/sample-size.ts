/** How much of a target is wanted: a share of each table's rows, or so many rows or bytes in all. */
export type SampleSize =
  | { readonly kind: 'share'; readonly share: number }
  | { readonly kind: 'rows'; readonly rows: number }
  | { readonly kind: 'bytes'; readonly bytes: number };

const SUFFIXES: Readonly<Record<string, number>> = { '': 1, k: 1e3, m: 1e6, kb: 1e3, mb: 1e6, gb: 1e9 };

/** Reads `5%`, `100000rows`, `2M rows`, `500MB`; null: it is none of them. */
export function parseSampleSize(text: string): SampleSize | null {
  const share = /^(\d+(?:\.\d+)?|\.\d+)\s*%$/u.exec(text.trim());
  if (share !== null) return positive(Number(share[1]), (percent) => (percent <= 100 ? { kind: 'share', share: percent / 100 } : null));
  const rows = /^(\d+(?:\.\d+)?)\s*([km]?)\s*rows$/iu.exec(text.trim());
  if (rows !== null) return positive(scaled(rows), (count) => ({ kind: 'rows', rows: count }));
  const bytes = /^(\d+(?:\.\d+)?)\s*([kmg]b)$/iu.exec(text.trim());
  return bytes === null ? null : positive(scaled(bytes), (count) => ({ kind: 'bytes', bytes: count }));
}

function scaled(match: RegExpExecArray): number {
  return Math.round(Number(match[1]) * (SUFFIXES[(match[2] ?? '').toLowerCase()] ?? 1));
}

function positive(value: number, size: (value: number) => SampleSize | null): SampleSize | null {
  return value > 0 ? size(value) : null;
}

/** The share of each table (0 to 1) that makes a sample of the size; of tables with so many rows and bytes in all. */
export function shareOf(size: SampleSize, all: { readonly rows: number; readonly bytes: number }): number {
  switch (size.kind) {
    case 'share':
      return size.share;
    case 'rows':
      return Math.min(1, size.rows / Math.max(1, all.rows));
    case 'bytes':
      return Math.min(1, size.bytes / Math.max(1, all.bytes));
  }
}
