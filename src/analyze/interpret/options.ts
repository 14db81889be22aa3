import type { DefElem, Node } from 'libpg-query';

/** Options of a statement (`WITH (…)`, `(VERBOSE, …)`) by name, `toast.` before those of that namespace. */
export function optionsOf(nodes: readonly Node[] | undefined): ReadonlyMap<string, DefElem> {
  const options = new Map<string, DefElem>();
  for (const node of nodes ?? []) {
    if (!('DefElem' in node)) continue;
    const { defnamespace, defname = '' } = node.DefElem;
    options.set(defnamespace === undefined ? defname : `${defnamespace}.${defname}`, node.DefElem);
  }
  return options;
}

/** A boolean option as defGetBoolean reads it: alone it is true (commands/define.c). */
export function isOn(option: DefElem | undefined): boolean {
  if (option === undefined) return false;
  return !['false', 'off', '0'].includes(optionText(option).toLowerCase());
}

/** The value of an option as text (defGetString); `true` where it has none. */
export function optionText({ arg }: Pick<DefElem, 'arg'>): string {
  if (arg === undefined) return 'true';
  if ('String' in arg) return arg.String.sval ?? '';
  if ('Integer' in arg) return String(arg.Integer.ival ?? 0);
  if ('Float' in arg) return arg.Float.fval ?? '0';
  if ('Boolean' in arg) return String(arg.Boolean.boolval ?? false);
  if ('TypeName' in arg) return strings(arg.TypeName.names).join('.');
  if ('List' in arg) return strings(arg.List.items).join('.');
  return '';
}

/** Texts of a list of String nodes: the parts of a qualified name. */
export function strings(nodes: readonly Node[] | undefined): readonly string[] {
  return (nodes ?? []).flatMap((node) => ('String' in node ? [node.String.sval ?? ''] : []));
}
