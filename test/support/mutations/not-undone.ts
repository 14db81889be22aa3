const PLACE = 'PostgreSQL adds columns at the end';
const SECRET = 'secrets are never read';

/** Changes that no statement takes back exactly, even with what they destroy set aside, and why. */
export const NOT_UNDONE: ReadonlyMap<string, string> = new Map([
  ['a column in the middle is dropped', PLACE],
  ['a column moves to the end', PLACE],
  ['a generated column is an ordinary one', `only a new column is generated, and ${PLACE}`],
  ['the order of the parents changes', 'a table that inherits cannot be moved aside: its rows would still be read through its parents'],
  ['an index is not valid', 'only a write into the catalog makes an index invalid or valid without building it'],
  ['rows are written', 'nothing tells which rows were inserted where the statement does not name their key'],
  ['a user mapping has another password', SECRET],
  ['a subscription has another connection', SECRET],
]);
