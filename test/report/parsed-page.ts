import { parse, type DefaultTreeAdapterMap, type ParserError } from 'parse5';

type Node = DefaultTreeAdapterMap['node'];
type Element = DefaultTreeAdapterMap['element'];

/** A page as a browser reads it. */
export interface ParsedPage {
  readonly source: string;
  readonly elements: readonly Element[];
  readonly text: string;
  /** Codes of what is wrong with its HTML. */
  readonly errors: readonly string[];
}

export function parsedPage(source: string): ParsedPage {
  const errors: string[] = [];
  const document = parse(source, { onParseError: ({ code }: ParserError) => errors.push(code) });
  const elements: Element[] = [];
  const texts: string[] = [];
  const visit = (node: Node): void => {
    if ('tagName' in node) elements.push(node);
    if (node.nodeName === '#text') texts.push((node as DefaultTreeAdapterMap['textNode']).value);
    if ('childNodes' in node) node.childNodes.forEach(visit);
  };
  visit(document);
  return { source, elements, text: texts.join('\n'), errors };
}

export function attributes({
  elements,
}: ParsedPage): readonly { readonly element: string; readonly name: string; readonly value: string }[] {
  return elements.flatMap(({ tagName, attrs }) => attrs.map(({ name, value }) => ({ element: tagName, name, value })));
}
