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
  'font-family',
  'font-size',
  'font-weight',
  'font-style',
  'text-anchor',
] as const;

function carry(from: Element, to: Element): void {
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

/** What is drawn in an element, as an SVG file that needs nothing else; undefined when nothing is drawn there. */
export function pictureOf(view: Element): string | undefined {
  const drawing = view.querySelector<SVGGraphicsElement>('svg.chart .drawing, svg[role=img]');
  if (!drawing) return undefined;
  const { x, y, width, height } = drawing.getBBox();
  const copy = drawing.cloneNode(true) as SVGGraphicsElement;
  carry(drawing, copy);
  const picture = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  const space = 10;
  picture.setAttribute('viewBox', `${x - space} ${y - space} ${width + 2 * space} ${height + 2 * space}`);
  picture.setAttribute('width', String(Math.ceil(width + 2 * space)));
  picture.setAttribute('height', String(Math.ceil(height + 2 * space)));
  const back = document.createElementNS('http://www.w3.org/2000/svg', 'rect');
  for (const [name, value] of Object.entries({
    x: x - space,
    y: y - space,
    width: width + 2 * space,
    height: height + 2 * space,
  })) {
    back.setAttribute(name, String(value));
  }
  back.setAttribute('fill', getComputedStyle(document.documentElement).getPropertyValue('--panel'));
  picture.append(back, copy);
  return new XMLSerializer().serializeToString(picture);
}
