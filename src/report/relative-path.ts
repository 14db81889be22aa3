/** A path as the repository has it: with slashes, without `./`, relative to its root where it lies below that. */
export function relativePath(file: string, root: string | undefined): string {
  const path = file.replaceAll('\\', '/');
  const base = root?.replaceAll('\\', '/').replace(/\/+$/u, '');
  const inside = base !== undefined && path.startsWith(`${base}/`) ? path.slice(base.length + 1) : path;
  return inside.replace(/^(?:\.\/+)+/u, '');
}
