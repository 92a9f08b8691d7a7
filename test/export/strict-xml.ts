/** An element as a reader sees it. */
export type XmlElement = {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly XmlElement[];
  readonly text: string;
};

const name = '[A-Za-z_][\\w.-]*(?::[A-Za-z_][\\w.-]*)?';
const character = /^[\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]*$/u;
const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** Reads XML 1.0 as far as it is well formed (no DTD, no CDATA), prefixes included; throws at the first fault. */
export function readXml(source: string): XmlElement {
  let at = 0;
  const fail = (what: string): never => {
    throw new Error(`${what} in line ${source.slice(0, at).split('\n').length}: ${source.slice(at, at + 40)}`);
  };
  const take = (pattern: string): RegExpExecArray | null => {
    const expression = new RegExp(pattern, 'uy');
    expression.lastIndex = at;
    const found = expression.exec(source);
    if (found) at += found[0].length;
    return found;
  };
  const plain = (raw: string): string =>
    raw.replace(/&(#x[0-9a-fA-F]+|#\d+|\w+);|&|</g, (all, reference?: string) => {
      if (reference === undefined) return fail(`a bare ${all}`);
      if (reference.startsWith('#x')) return String.fromCodePoint(Number.parseInt(reference.slice(2), 16));
      if (reference.startsWith('#')) return String.fromCodePoint(Number(reference.slice(1)));
      return entities[reference] ?? fail(`an unknown entity ${all}`);
    });
  const misc = (): void => {
    while (take('\\s+')?.[0] || take('<!--(?:(?!--)[^])*-->')) {
      // between elements
    }
  };
  const element = (prefixes: ReadonlySet<string>): XmlElement => {
    const tag = take(`<(${name})`)?.[1] ?? fail('no element');
    const attributes = new Map<string, string>();
    for (let next = take(`\\s+(${name})\\s*=\\s*"([^"<]*)"`); next; next = take(`\\s+(${name})\\s*=\\s*"([^"<]*)"`)) {
      const [, key = '', raw = ''] = next;
      if (attributes.has(key)) fail(`attribute ${key} twice`);
      if (/[\t\n\r]/.test(raw)) fail('a line break in an attribute, which a reader would lose');
      attributes.set(key, plain(raw));
    }
    const known = new Set(prefixes);
    for (const key of attributes.keys()) if (key.startsWith('xmlns:')) known.add(key.slice(6));
    for (const used of [tag, ...attributes.keys()]) {
      const [prefix, rest] = used.split(':');
      if (rest !== undefined && prefix !== 'xmlns' && !known.has(prefix ?? '')) fail(`prefix of ${used} not declared`);
    }
    const children: XmlElement[] = [];
    let text = '';
    take('\\s*');
    if (take('/>')) return { name: tag, attributes, children, text };
    if (!take('>')) fail(`tag ${tag} not closed`);
    for (;;) {
      text += plain(take('[^<]+')?.[0] ?? '');
      if (take('<!--(?:(?!--)[^])*-->')) continue;
      const end = take(`</(${name})\\s*>`)?.[1];
      if (end === tag) return { name: tag, attributes, children, text };
      if (end !== undefined) fail(`</${end}> ends <${tag}>`);
      children.push(element(known));
    }
  };
  if (!character.test(source)) fail('a character that XML does not have');
  take('<\\?xml version="1\\.0" encoding="UTF-8"\\?>');
  misc();
  const root = element(new Set(['xml']));
  misc();
  if (at < source.length) fail('something after the end');
  return root;
}
