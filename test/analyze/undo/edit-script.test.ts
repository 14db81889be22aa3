import { expect, test } from 'vitest';
import { editScript, type ScriptEdit } from '../../../src/analyze/undo/keep/edit-script.ts';

/** An edit of the statement that this text is. */
function editOf(file: string, statement: string, isInPlace: boolean): ScriptEdit {
  const start = Buffer.from(file.slice(0, file.indexOf(statement))).length;
  return { start, end: start + Buffer.byteLength(statement), aside: { things: [], sql: ['KEEP'], isInPlace } };
}

test.each([
  {
    title: 'before a statement, under its comments',
    file: '-- why\n  DROP a; -- end\n',
    statement: 'DROP a',
    isInPlace: false,
    edited: '-- why\n*KEEP;\n  DROP a; -- end\n',
  },
  {
    title: 'behind another statement of the line',
    file: 'x; DROP a;\n',
    statement: 'DROP a',
    isInPlace: false,
    edited: 'x; \n*KEEP;\nDROP a;\n',
  },
  {
    title: 'as the file ends its lines',
    file: 'x;\r\nDROP a;\r\n',
    statement: 'DROP a',
    isInPlace: false,
    edited: 'x;\r\n*KEEP;\r\nDROP a;\r\n',
  },
  {
    title: 'in place of a statement',
    file: 'é;\nDROP\n a;\ny;',
    statement: 'DROP\n a',
    isInPlace: true,
    edited: 'é;\n*-- instead of DROP a;\nKEEP;\ny;',
  },
  {
    title: 'in place of the last one, without semicolon',
    file: 'DROP a',
    statement: 'DROP a',
    isInPlace: true,
    edited: '*-- instead of DROP a;\nKEEP',
  },
])('a script is edited $title, and nothing else of it', ({ file, statement, isInPlace, edited }) => {
  const text = editScript(Buffer.from(file), [editOf(file, statement, isInPlace)]).toString();
  // The schema is made before the first thing that is set aside.
  const preamble =
    /-- flyback: set aside[^\n]*\n(?<comment>-- instead[^\n]*\n)?CREATE SCHEMA IF NOT EXISTS flyback_kept;\r?\n(?:.*\r?\n)*?.*PRIMARY KEY \(kind, name\)\);\r?\n/u;
  expect(text.replace(preamble, (_all, comment?: string) => `*${comment ?? ''}`)).toBe(edited);
});
