/** Properties that the style sheet gives to what is drawn; a picture that stands alone has to carry them itself. */
const carried = [
  'fill',
  'fill-opacity',
  'stroke',
  'stroke-width',
  'stroke-dasharray',
  'stroke-linejoin',
  'stroke-linecap',
  'paint-order',
  'opacity',
  'display',
  'visibility',
  'vector-effect',
  'font-family',
  'font-size',
  'font-weight',
  'font-style',
  'text-anchor',
] as const;

/** Gives a copy, and all in it, what the style sheet gives to what it was copied from. */
export function carry(from: Element, to: Element): void {
  const style = getComputedStyle(from);
  for (const name of carried) {
    const value = style.getPropertyValue(name);
    if (value !== '') to.setAttribute(name, value);
  }
  for (const name of ['class', 'role', 'tabindex', 'aria-description', 'data-told']) to.removeAttribute(name);
  for (const [i, child] of [...from.children].entries()) {
    const copy = to.children[i];
    if (copy) carry(child, copy);
  }
}

/** Something drawn, as a file. @param space - left free around it */
export function framed(drawing: Element, { x, y, width, height }: DOMRectReadOnly, space: number): string {
  const picture = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  const frame = { x: x - space, y: y - space, width: width + 2 * space, height: height + 2 * space };
  picture.setAttribute('viewBox', `${frame.x} ${frame.y} ${frame.width} ${frame.height}`);
  picture.setAttribute('width', String(Math.ceil(frame.width)));
  picture.setAttribute('height', String(Math.ceil(frame.height)));
  const back = document.createElementNS('http://www.w3.org/2000/svg', 'rect');
  for (const [name, value] of Object.entries(frame)) back.setAttribute(name, String(value));
  back.setAttribute('fill', getComputedStyle(document.documentElement).getPropertyValue('--panel'));
  picture.append(back, drawing);
  return new XMLSerializer().serializeToString(picture);
}

/** A part of the page as it is in a picture, and where it is in the page. */
export type Part = { readonly content: SVGElement; readonly extent: DOMRectReadOnly };

/**
 * All that is drawn in an element, as an SVG file that needs nothing else; undefined when nothing is drawn there.
 *
 * @param legend - what the colours mean, told above the drawing.
 */
export function pictureOf(view: Element, legend?: Part): string | undefined {
  const drawing = view.querySelector<SVGGraphicsElement>('svg.chart .drawing, svg[role=img]');
  if (!drawing) return undefined;
  const copy = drawing.cloneNode(true) as SVGGraphicsElement;
  carry(drawing, copy);
  const { x, y, width, height } = drawing.getBBox();
  if (!legend) return framed(copy, new DOMRect(x, y, width, height), 10);
  const { content, extent } = legend;
  const high = extent.height + 10;
  content.setAttribute('transform', `translate(${x - extent.x} ${y - high - extent.y})`);
  const both = document.createElementNS('http://www.w3.org/2000/svg', 'g');
  both.append(content, copy);
  return framed(both, new DOMRect(x, y - high, Math.max(width, extent.width), height + high), 10);
}
