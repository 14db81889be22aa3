import type { RiskCategory, Severity } from '../../model/hazard.ts';

/** How a terminal shows words (ECMA-48, SGR). */
export interface Ink {
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly severity: (severity: Severity, text: string) => string;
  readonly risk: (category: RiskCategory, text: string) => string;
}

const BOLD = '1';
const DIM = '2';
const SEVERITY_CODES: Readonly<Record<Severity, string>> = { info: '2', low: '36', medium: '33', high: '31', critical: '1;31' };
const RISK_CODES: Readonly<Record<RiskCategory, string>> = { low: '32', medium: '33', high: '31', critical: '1;31' };

/** Coloured ink, or plain. */
export function inkFor(hasColor: boolean): Ink {
  const paint = (code: string, text: string): string => (hasColor && text !== '' ? `\u001b[${code}m${text}\u001b[0m` : text);
  return {
    bold: (text) => paint(BOLD, text),
    dim: (text) => paint(DIM, text),
    severity: (severity, text) => paint(SEVERITY_CODES[severity], text),
    risk: (category, text) => paint(RISK_CODES[category], text),
  };
}
