import { carry, framed, type Part } from './picture.ts';

const svg = 'http://www.w3.org/2000/svg';
const drawn = (name: string, attributes: Readonly<Record<string, string | number>>): SVGElement => {
  const element = document.createElementNS(svg, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
  return element;
};

const clear = /^(transparent|rgba\(.*, 0\))$/;
const edges = ['top', 'right', 'bottom', 'left'] as const;

/** Letters of one line, and where they are. */
type Line = { text: string; readonly top: number; readonly left: number; right: number; readonly bottom: number };

const scratch = document.createElement('canvas').getContext('2d');
const fontOf = ({ fontWeight, fontSize, fontFamily }: CSSStyleDeclaration): string =>
  `${fontWeight} ${fontSize} ${fontFamily}`;

/** How wide letters are, and how far below the top of its box, of all its height, their line stands. */
function measured(text: string, style: CSSStyleDeclaration): { readonly width: number; readonly ascent: number } {
  if (!scratch) return { width: text.length * Number.parseFloat(style.fontSize) * 0.6, ascent: 0.8 };
  scratch.font = fontOf(style);
  const { width, fontBoundingBoxAscent: up, fontBoundingBoxDescent: down } = scratch.measureText(text);
  return { width, ascent: up + down > 0 ? up / (up + down) : 0.8 };
}

/** The lines into which the page has broken a text. */
function linesOf(node: Text): Line[] {
  const range = document.createRange();
  range.selectNodeContents(node);
  const rects = [...range.getClientRects()].filter(({ width }) => width > 0);
  const [first] = rects;
  if (!first) return [];
  const spaced = (text: string): string => text.replaceAll(/\s+/g, ' ');
  if (rects.every(({ top }) => Math.abs(top - first.top) < 1)) {
    const { top, left, bottom } = first;
    return [{ text: spaced(node.data), top, left, bottom, right: Math.max(...rects.map(({ right }) => right)) }];
  }
  const lines: Line[] = [];
  for (const { index, 0: word } of node.data.matchAll(/\S|\s+/g)) {
    range.setStart(node, index);
    range.setEnd(node, index + word.length);
    const rect = range.getBoundingClientRect();
    if (rect.width === 0) continue;
    const last = lines.at(-1);
    if (last && Math.abs(last.top - rect.top) < 1) {
      last.text += spaced(word);
      last.right = rect.right;
    } else if (word.trim() !== '') {
      lines.push({ text: word, top: rect.top, left: rect.left, right: rect.right, bottom: rect.bottom });
    }
  }
  return lines;
}

function letters({ text, top, left, right, bottom }: Line, style: CSSStyleDeclaration): SVGElement {
  const element = drawn('text', {
    x: left,
    y: top + (bottom - top) * measured(text, style).ascent,
    // Where the reader has another font the letters stay in their place.
    textLength: right - left,
    lengthAdjust: 'spacingAndGlyphs',
    fill: style.color,
    'font-family': style.fontFamily,
    'font-size': style.fontSize,
    'font-weight': style.fontWeight,
    'font-style': style.fontStyle,
  });
  if (style.textDecorationLine !== 'none') element.setAttribute('text-decoration', style.textDecorationLine);
  // Spaces at the ends have their place, too.
  element.setAttributeNS('http://www.w3.org/XML/1998/namespace', 'xml:space', 'preserve');
  element.textContent = style.textTransform === 'uppercase' ? text.toUpperCase() : text;
  return element;
}

function box(rect: DOMRect, style: CSSStyleDeclaration, into: Element): void {
  const { left: x, top: y, width, height } = rect;
  const widths = edges.map((edge) => Number.parseFloat(style.getPropertyValue(`border-${edge}-width`)));
  const colours = edges.map((edge) => style.getPropertyValue(`border-${edge}-color`));
  const around = widths.every((each) => each > 0 && each === widths[0]) && new Set(colours).size === 1;
  if (!clear.test(style.backgroundColor) || around) {
    const inset = around ? (widths[0] ?? 0) / 2 : 0;
    into.append(
      drawn('rect', {
        x: x + inset,
        y: y + inset,
        width: Math.max(0, width - 2 * inset),
        height: Math.max(0, height - 2 * inset),
        rx: Math.min(Number.parseFloat(style.borderTopLeftRadius) || 0, height / 2),
        fill: clear.test(style.backgroundColor) ? 'none' : style.backgroundColor,
        ...(around ? { stroke: colours[0] ?? 'none', 'stroke-width': widths[0] ?? 0 } : {}),
      }),
    );
  }
  if (around) return;
  for (const [n, edge] of edges.entries()) {
    const thick = widths[n] ?? 0;
    if (thick === 0 || clear.test(colours[n] ?? 'transparent')) continue;
    const lies = edge === 'top' || edge === 'bottom';
    into.append(
      drawn('rect', {
        x: edge === 'right' ? x + width - thick : x,
        y: edge === 'bottom' ? y + height - thick : y,
        width: lies ? width : thick,
        height: lies ? thick : height,
        fill: colours[n] ?? 'none',
      }),
    );
  }
}

/** What a field says, which is no text of the page. */
function said(element: Element): string | undefined {
  if (element instanceof HTMLSelectElement) return element.selectedOptions[0]?.text ?? '';
  return element instanceof HTMLInputElement && !/range|file|checkbox/.test(element.type) ? element.value : undefined;
}

const isSeen = (rect: DOMRect, { left, right, top, bottom }: DOMRect): boolean =>
  rect.right > left && rect.left < right && rect.bottom > top && rect.top < bottom;

/** @param window - what can be seen of the element; all of it in one that is unrolled. */
function draw(element: Element, into: Element, window: DOMRect, unrolled: boolean): void {
  const style = getComputedStyle(element);
  const rect = element.getBoundingClientRect();
  if (style.display === 'none' || style.visibility === 'hidden' || style.opacity === '0') return;
  if (style.clipPath.startsWith('inset(50%')) return;
  // What has no box of its own may have parts that do.
  const hasBox = style.display !== 'contents' && rect.width > 0 && rect.height > 0;
  if (hasBox && !isSeen(rect, window)) return;
  if (element instanceof SVGSVGElement) {
    if (!hasBox) return;
    const copy = element.cloneNode(true) as SVGSVGElement;
    carry(element, copy);
    for (const [name, value] of Object.entries({ x: rect.left, y: rect.top, width: rect.width, height: rect.height }))
      copy.setAttribute(name, String(value));
    into.append(copy);
    return;
  }
  let target = into;
  if (style.opacity !== '1') {
    target = drawn('g', { opacity: style.opacity });
    into.append(target);
  }
  if (hasBox) box(rect, style, target);
  const field = said(element);
  if (field !== undefined) {
    const left = rect.left + Number.parseFloat(style.paddingLeft) + Number.parseFloat(style.borderLeftWidth);
    const middle = (rect.top + rect.bottom) / 2;
    const half = Number.parseFloat(style.fontSize) * 0.6;
    const right = Math.min(rect.right, left + measured(field, style).width);
    if (field !== '')
      target.append(letters({ text: field, top: middle - half, bottom: middle + half, left, right }, style));
    return;
  }
  let seen = window;
  if (hasBox && !unrolled && `${style.overflowX} ${style.overflowY}` !== 'visible visible') {
    seen = rect;
    const { left: x, top: y, width, height } = rect;
    const clip = drawn('svg', { x, y, width, height, viewBox: `${x} ${y} ${width} ${height}` });
    target.append(clip);
    target = clip;
  }
  for (const child of element.childNodes) {
    if (child instanceof Text) for (const line of linesOf(child)) target.append(letters(line, style));
    else if (child instanceof Element) draw(child, target, seen, unrolled);
  }
}

/**
 * A part of the page, with its letters as letters.
 *
 * @param unrolled - all of a part that scrolls, not only what is in sight.
 */
export function partOf(part: Element, { unrolled = false } = {}): Part {
  const rolled = part.scrollTop;
  if (unrolled) part.scrollTop = 0;
  try {
    const { left, top, width, height } = part.getBoundingClientRect();
    const extent = new DOMRect(
      left,
      top,
      unrolled ? Math.max(width, part.scrollWidth) : width,
      unrolled ? Math.max(height, part.scrollHeight) : height,
    );
    const content = drawn('g', {});
    draw(part, content, extent, unrolled);
    return { content, extent };
  } finally {
    part.scrollTop = rolled;
  }
}

/** A part of the page as an SVG file that needs nothing else. */
export function pictureOfPart(part: Element, how: { readonly unrolled?: boolean } = {}): string {
  const { content, extent } = partOf(part, how);
  return framed(content, extent, 0);
}
