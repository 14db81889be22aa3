/** Why there is no way to a change, or back, by its name. */
export const WAYS_LEFT: Readonly<Record<string, { readonly there?: string; readonly back?: string }>> = {
  'the order of the parents changes': { there: 'a column that a table has of a parent cannot become one again', back: 'the same' },
  'a column in the middle is dropped': { back: 'no column changes its place' },
  'a column moves to the end': { there: 'no column changes its place', back: 'the same' },
  'a generated column is an ordinary one': { back: 'a column is computed from its making on, which puts it at the end' },
  'an index is not valid': { there: 'no statement makes an index invalid' },
  'an extension has another version': { back: 'an extension has no way back to an older version' },
  'an object joins an extension': { there: 'whether an object belongs to an extension is not told of it', back: 'the same' },
  'a user mapping has another password': { there: 'secrets are not read', back: 'the same' },
  'a subscription is created': { there: 'secrets are not read', back: 'dropping a subscription reaches out to another server' },
  'a subscription has another connection': { there: 'secrets are not read', back: 'the same' },
};
