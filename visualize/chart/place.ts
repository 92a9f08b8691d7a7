import elkModule, { type ELK, type ElkExtendedEdge, type ElkNode } from 'elkjs/lib/elk.bundled.js';
import { backwardEdges } from './backward.ts';
import type { Box, Chart, Edge, Rectangle } from './chart.ts';
import type { EdgeOutline, Outline, StateOutline } from './outline.ts';
import { lineHeight, sizes, textWidth } from './text-size.ts';

const padding = { side: 12, top: 6, bottom: 10 };
const between = 26;

/** Height of what is written at the top of a box: its name, and the transitions told inside. */
const headHeight = ({ name, lines }: StateOutline): number =>
  padding.top + name.length * lineHeight.name + (lines.length > 0 ? 5 + lines.length * lineHeight.line : 0);

const leastWidth = ({ name, lines, kind }: StateOutline): number =>
  Math.max(
    64,
    ...name.map((text) => textWidth(text, kind === 'machine' ? sizes.name + 2 : sizes.name) + 2 * padding.side + 14),
    ...lines.map(({ text }) => textWidth(text, sizes.line) + 2 * padding.side),
  );

const layered: Readonly<Record<string, string>> = {
  'elk.algorithm': 'layered',
  'elk.direction': 'DOWN',
  'elk.hierarchyHandling': 'INCLUDE_CHILDREN',
  'elk.edgeRouting': 'ORTHOGONAL',
  'elk.layered.nodePlacement.strategy': 'NETWORK_SIMPLEX',
  'elk.spacing.nodeNode': String(between),
  'elk.spacing.edgeNode': '14',
  'elk.spacing.edgeEdge': '10',
  'elk.spacing.edgeLabel': '4',
  'elk.spacing.labelNode': '8',
  'elk.spacing.labelLabel': '8',
  'elk.layered.spacing.nodeNodeBetweenLayers': '26',
  'elk.layered.spacing.edgeNodeBetweenLayers': '14',
  'elk.layered.spacing.edgeEdgeBetweenLayers': '10',
  'elk.json.edgeCoords': 'ROOT',
  'elk.json.shapeCoords': 'ROOT',
  'elk.padding': '[top=0,left=0,bottom=0,right=0]',
};

const nodeId = (state: string): string => `n:${state}`;

/** States whose content is narrower than what is written in their heads get something invisible of that width inside. */
type Narrow = ReadonlySet<string>;
const spacerId = 's:';

function graphOf(state: StateOutline, narrow: Narrow): ElkNode {
  const id = nodeId(state.state);
  const width = leastWidth(state);
  if (state.children.length === 0) return { id, width, height: headHeight(state) + padding.bottom };
  const children = state.children.map((child) => graphOf(child, narrow));
  if (narrow.has(state.state)) children.push({ id: `${spacerId}${state.state}`, width: width - 32, height: 1 });
  return {
    id,
    children,
    layoutOptions: { 'elk.padding': `[top=${headHeight(state) + 12},left=16,bottom=16,right=16]` },
  };
}

/** An arrow that leads back is laid out the other way round, so that its target stands above its source. */
const edgeGraph = (edge: EdgeOutline, index: number, backward: boolean): ElkExtendedEdge => ({
  id: `e:${index}`,
  sources: [nodeId(backward ? edge.to : edge.from)],
  targets: [nodeId(backward ? edge.from : edge.to)],
  labels: [
    {
      id: `l:${index}`,
      text: edge.lines.map(({ text }) => text).join('\n'),
      width: Math.max(...edge.lines.map(({ text }) => textWidth(text, sizes.event))) + 8,
      height: edge.lines.length * lineHeight.event + 6,
      layoutOptions: { 'elk.edgeLabels.inline': 'true' },
    },
  ],
});

type Placed = { readonly at: ReadonlyMap<string, Rectangle>; readonly edges: readonly Edge[] } & {
  readonly width: number;
  readonly height: number;
};

const flat = (state: StateOutline): StateOutline[] => [state, ...state.children.flatMap(flat)];

/**
 * Keeping to the order in which the states are written makes the best charts, but is more than elkjs can do for some
 * machines: it then fails at once, and gets more freedom.
 */
async function layOut(
  elk: ELK,
  state: StateOutline,
  edges: readonly EdgeOutline[],
  backward: ReadonlySet<EdgeOutline>,
  narrow: Narrow,
): Promise<ElkNode> {
  const failures: unknown[] = [];
  for (const order of ['NODES_AND_EDGES', 'PREFER_NODES', 'NONE']) {
    const graph: ElkNode = {
      id: 'root',
      children: [graphOf(state, narrow)],
      edges: edges.map((edge, i) => edgeGraph(edge, i, backward.has(edge))),
    };
    try {
      return await elk.layout(graph, {
        layoutOptions: { ...layered, 'elk.layered.considerModelOrder.strategy': order },
      });
    } catch (error) {
      failures.push(error);
    }
  }
  throw new AggregateError(failures, `no layout for ${state.name.join(' ')}`);
}

function placesOf(laid: ElkNode): Map<string, Rectangle> {
  const at = new Map<string, Rectangle>();
  const visit = ({ id, x = 0, y = 0, width = 0, height = 0, children = [] }: ElkNode): void => {
    if (id.startsWith(spacerId)) return;
    if (id !== 'root') at.set(id.slice(2), { x, y, width, height });
    for (const child of children) visit(child);
  };
  visit(laid);
  return at;
}

/** Lays out one state with everything inside it, and the arrows within. */
async function placeInside(elk: ELK, state: StateOutline, all: readonly EdgeOutline[]): Promise<Placed> {
  const states = new Set(flat(state).map(({ state: path }) => path));
  const own = all.filter(({ from, to }) => states.has(from) && states.has(to));
  const backward = backwardEdges(state, own);
  let laid = await layOut(elk, state, own, backward, new Set());
  let at = placesOf(laid);
  const narrow = new Set(
    flat(state)
      .filter((each) => each.children.length > 0 && (at.get(each.state)?.width ?? 0) < leastWidth(each))
      .map((each) => each.state),
  );
  if (narrow.size > 0) {
    laid = await layOut(elk, state, own, backward, narrow);
    at = placesOf(laid);
  }
  const edges = (laid.edges ?? []).map((edge): Edge => {
    const outline = own[Number(edge.id.slice(2))];
    const [section] = edge.sections ?? [];
    const [label] = edge.labels ?? [];
    if (!outline || !section || !label) throw new Error(`no route for ${edge.id}`);
    const points = [section.startPoint, ...(section.bendPoints ?? []), section.endPoint].map(
      ({ x, y }) => [round(x), round(y)] as const,
    );
    return {
      from: outline.from,
      to: outline.to,
      transitions: outline.transitions,
      points: backward.has(outline) ? points.reverse() : points,
      label: {
        x: round(label.x ?? 0),
        y: round(label.y ?? 0),
        width: label.width ?? 0,
        height: label.height ?? 0,
        lines: outline.lines,
      },
    };
  });
  return { at, edges, width: laid.width ?? 0, height: laid.height ?? 0 };
}

const round = (value: number): number => Math.round(value * 10) / 10;

const shift = <R extends Rectangle>(rectangle: R, dx: number, dy: number): R => ({
  ...rectangle,
  x: round(rectangle.x + dx),
  y: round(rectangle.y + dy),
});

/** Puts the regions of a parallel machine into rows: tallest first, rows filled up to a width that looks well on a screen. */
function intoRows(parts: readonly Placed[]): { x: number; y: number }[] {
  const area = parts.reduce((sum, { width, height }) => sum + (width + between) * (height + between), 0);
  const widest = Math.max(...parts.map(({ width }) => width));
  const rowWidth = Math.max(widest, Math.sqrt(area * 1.6));
  const order = parts.map((_, i) => i).sort((a, b) => (parts[b]?.height ?? 0) - (parts[a]?.height ?? 0));
  // Shelves that still have room below a lower part take another one there.
  const places: { x: number; y: number }[] = parts.map(() => ({ x: 0, y: 0 }));
  const free: { x: number; y: number; width: number; height: number }[] = [];
  let bottom = 0;
  for (const i of order) {
    const { width = 0, height = 0 } = parts[i] ?? {};
    const fits = free
      .filter((each) => each.width >= width && each.height >= height)
      .sort((a, b) => a.y - b.y || a.x - b.x)[0];
    const spot = fits ?? { x: 0, y: bottom, width: rowWidth, height };
    if (fits) free.splice(free.indexOf(fits), 1);
    else bottom += height + between;
    places[i] = { x: spot.x, y: spot.y };
    free.push(
      { x: spot.x + width + between, y: spot.y, width: spot.width - width - between, height: spot.height },
      { x: spot.x, y: spot.y + height + between, width, height: spot.height - height - between },
    );
  }
  return places;
}

/** Lays out a machine. */
export async function placeChart({ root, edges }: Outline): Promise<Chart> {
  const elk = new elkModule.default();
  const parallel = root.children.every(({ kind }) => kind === 'region');
  const parts: Placed[] = [];
  if (parallel) for (const region of root.children) parts.push(await placeInside(elk, region, edges));
  else parts.push(await placeInside(elk, root, edges));
  const placed = parallel ? inFrame(root, parts) : parts[0];
  if (!placed) throw new Error(`nothing to draw of ${root.state}`);
  const boxes = flat(root).map(({ state: path, name, kind, initial, description, lines }): Box => {
    const at = placed.at.get(path);
    if (!at) throw new Error(`no place for ${path}`);
    return { state: path, name, kind, initial, description, lines, ...shift(at, 0, 0) };
  });
  const drawn = new Set(placed.edges.flatMap(({ transitions }) => transitions));
  const missing = edges.flatMap(({ transitions }) => transitions).filter((id) => !drawn.has(id));
  if (missing.length > 0) throw new Error(`arrows between regions are not drawn: ${missing.join(', ')}`);
  return {
    machine: root.name.join(' '),
    description: root.description,
    width: Math.ceil(placed.width),
    height: Math.ceil(placed.height),
    boxes,
    edges: placed.edges,
  };
}

/** The machine's own box around its regions. */
function inFrame(root: StateOutline, parts: readonly Placed[]): Placed {
  const head = headHeight(root) + 12;
  const places = intoRows(parts);
  const at = new Map<string, Rectangle>();
  const edges: Edge[] = [];
  let [right, bottom] = [leastWidth(root), head];
  for (const [i, part] of parts.entries()) {
    const dx = (places[i]?.x ?? 0) + 16;
    const dy = (places[i]?.y ?? 0) + head;
    for (const [state, rectangle] of part.at) at.set(state, shift(rectangle, dx, dy));
    for (const edge of part.edges) {
      edges.push({
        ...edge,
        points: edge.points.map(([x, y]) => [round(x + dx), round(y + dy)] as const),
        label: shift(edge.label, dx, dy),
      });
    }
    right = Math.max(right, dx + part.width + 16);
    bottom = Math.max(bottom, dy + part.height + 16);
  }
  at.set('', { x: 0, y: 0, width: right, height: bottom });
  return { at, edges, width: right, height: bottom };
}
