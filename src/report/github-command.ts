import { visibleText } from './visible-text.ts';

/** A command to GitHub's runner (docs.github.com, workflow commands): an annotation, at a place of a file where one is given. */
export function githubAnnotation(
  level: 'error' | 'warning' | 'notice',
  properties: Readonly<Record<string, string | number>>,
  message: string,
): string {
  const shown = Object.entries(properties).map(([name, value]) => `${name}=${escapeProperty(String(value))}`);
  return `::${level} ${shown.join(',')}::${githubLine(message)}`;
}

/** Text that is no command, on one line. */
export function githubLine(text: string): string {
  return visibleText(text).replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapeProperty(text: string): string {
  return githubLine(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
