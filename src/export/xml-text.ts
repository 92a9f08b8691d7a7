/** An element of an XML document. */
export type Element = {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string | null>>;
  /** Elements, or text alone. */
  readonly content: readonly Element[] | string;
};

/** @param attributes - null: left out. */
export const element = (
  name: string,
  attributes: Readonly<Record<string, string | null>>,
  content: readonly Element[] | string = [],
): Element => ({ name, attributes, content });

// What XML 1.0 has no way to write, lone surrogates included.
const unwritable = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\t': '&#9;',
  '\n': '&#10;',
  '\r': '&#13;',
};

const escaped = (text: string): string =>
  text.replace(unwritable, '\ufffd').replace(/[&<>"\t\n\r]/g, (char) => escapes[char] ?? char);

/** An XML 1.0 document, indented; the comment goes before the root. */
export function xmlText(root: Element, comment: string): string {
  const lines = ['<?xml version="1.0" encoding="UTF-8"?>', `<!--${comment.replace(/--/g, '- -')}-->`];
  const write = ({ name, attributes, content }: Element, indent: string): void => {
    const given = Object.entries(attributes).flatMap(([key, value]) =>
      value === null ? [] : [` ${key}="${escaped(value)}"`],
    );
    const start = `${indent}<${name}${given.join('')}`;
    if (content.length === 0) lines.push(`${start}/>`);
    else if (typeof content === 'string') lines.push(`${start}>${escaped(content)}</${name}>`);
    else {
      lines.push(`${start}>`);
      for (const child of content) write(child, `${indent}  `);
      lines.push(`${indent}</${name}>`);
    }
  };
  write(root, '');
  return `${lines.join('\n')}\n`;
}
