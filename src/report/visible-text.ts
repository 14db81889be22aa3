const CONTROLS = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/gu;
/** Marks that change the direction of text, hide in it, or end a line for some readers (Unicode UAX 9, CVE-2021-42574). */
const HIDDEN = /[\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]/gu;
const DELETE = 0x7f;
const FIRST_PICTURE = 0x2400;
const PICTURE_OF_DELETE = '\u2421';
const SPACE = 0x20;

/** Text that cannot command a terminal nor hide anything from a reader: what is invisible is shown; line ends and tabs stay. */
export function visibleText(text: string): string {
  return text
    .toWellFormed()
    .replace(/\r\n/gu, '\n')
    .replace(CONTROLS, (character) => {
      const code = character.charCodeAt(0);
      if (code < SPACE) return String.fromCharCode(FIRST_PICTURE + code);
      return code === DELETE ? PICTURE_OF_DELETE : escaped(code);
    })
    .replace(HIDDEN, (character) => escaped(character.charCodeAt(0)));
}

/** The same on one line, with single spaces. */
export function visibleLine(text: string): string {
  return visibleText(text.replace(/\s+/gu, ' ').trim());
}

function escaped(code: number): string {
  return `\\u{${code.toString(16).toUpperCase()}}`;
}
