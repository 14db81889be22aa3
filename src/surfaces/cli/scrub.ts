const USER_INFO = /(\/\/[^:@/\s]*):[^@/\s]*@/g;
const SHORTEST_SECRET = 3;

/** Makes a function that takes passwords out of a text: as they are, URL-encoded, in base64, and in any URL. */
export function scrubber(secrets: readonly string[]): (text: string) => string {
  const forms = secrets
    .filter((secret) => secret.length >= SHORTEST_SECRET)
    .flatMap((secret) => [secret, encodeURIComponent(secret), Buffer.from(secret).toString('base64')]);
  // Longest first: a secret may hold another.
  const ordered = [...new Set(forms)].toSorted((a, b) => b.length - a.length);
  return (text) => {
    let clean = text.includes('://') ? text.replace(USER_INFO, '$1:********@') : text;
    for (const form of ordered) if (clean.includes(form)) clean = clean.replaceAll(form, '********');
    return clean;
  };
}
