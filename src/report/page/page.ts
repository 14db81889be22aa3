import { Html, markup } from '../html-text.ts';

/** No script and no request to anywhere: the page shows what others wrote. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'";

/** What a page is made of. */
export interface PageParts {
  /** Of the window; `heading` is that of the page. */
  readonly title: string;
  readonly heading: string;
  /** Below the heading. */
  readonly summary: string;
  readonly style: string;
  /** Parts that the page has, by their ids; fewer than two are not worth a list. */
  readonly contents: readonly { readonly id: string; readonly words: string }[];
  readonly sections: readonly (Html | null)[];
  readonly footer: Html;
}

/** A page for people who decide: one file, readable without a network and on paper, in light and dark. */
export function htmlPage({ title, heading, summary, style, contents, sections, footer }: PageParts): string {
  const links = contents.map(({ id, words }) => markup`<a href="#${id}">${words}</a>`);
  const page = markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${title}</title>
${new Html(`<style>${style}</style>`)}
</head>
<body>
<a class="skip" href="#main">To the contents</a>
<header><h1>${heading}</h1><p class="muted">${summary}</p>${links.length < 2 ? null : markup`<nav aria-label="Parts of this page">${links}</nav>`}</header>
<main id="main">
${sections.filter((section) => section !== null)}
</main>
<footer class="small muted"><p>${footer}</p></footer>
</body>
</html>`;
  return `${page.source}\n`;
}
