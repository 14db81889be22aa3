/** The colours of one scheme: each word on its own tint and on the page has at least the contrast of WCAG 2.2, AA (a test computes it). */
export interface Palette {
  readonly text: string;
  readonly muted: string;
  readonly page: string;
  readonly card: string;
  readonly line: string;
  readonly link: string;
  readonly tones: Readonly<Record<Tone, { readonly ink: string; readonly tint: string }>>;
}

/** What a colour says; the words say it, too. */
export type Tone = 'calm' | 'low' | 'medium' | 'high' | 'critical';

export const LIGHT: Palette = {
  text: '#1c2430',
  muted: '#56616f',
  page: '#ffffff',
  card: '#f6f8fa',
  line: '#d9e0e7',
  link: '#1f5fa8',
  tones: {
    calm: { ink: '#2a5a92', tint: '#e4edf8' },
    low: { ink: '#17653f', tint: '#e1f3e8' },
    medium: { ink: '#7a4d00', tint: '#fcefd2' },
    high: { ink: '#a33708', tint: '#fde6da' },
    critical: { ink: '#a3142a', tint: '#fbe1e4' },
  },
};

export const DARK: Palette = {
  text: '#e6eaf0',
  muted: '#a0acba',
  page: '#14181f',
  card: '#1b212b',
  line: '#303947',
  link: '#8fbdf0',
  tones: {
    calm: { ink: '#8fbdf0', tint: '#1a2c42' },
    low: { ink: '#6fd6a0', tint: '#16322a' },
    medium: { ink: '#f0c050', tint: '#382c12' },
    high: { ink: '#ff9e6d', tint: '#3d2317' },
    critical: { ink: '#ff8f98', tint: '#421a20' },
  },
};
