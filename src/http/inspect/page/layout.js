/** Where the states of a chart stand: columns by how far they are from the first one. */

export const [WIDTH, HEIGHT, ACROSS, DOWN, PAD] = [128, 40, 62, 24, 26];

export const isLeaf = (state) => state.states.length === 0;
export const leavesIn = (state) => (isLeaf(state) ? [state] : state.states.flatMap(leavesIn));

/** Parallel states are drawn one below the other. */
export const regionsOf = (shape) =>
  shape.type === 'parallel' ? shape.states.flatMap(regionsOf) : [shape];

/** Where an arrow to this state really leads. */
export function entryOf(state) {
  if (isLeaf(state)) return state;
  const first = state.states.find(({ key }) => state.initial.includes(key)) ?? state.states[0];
  return entryOf(first);
}

function find(state, id) {
  if (state.id === id) return state;
  for (const one of state.states) {
    const found = find(one, id);
    if (found) return found;
  }
  return null;
}

/** Arrows between leaves; those of a state around them count for each of them. */
export function edgesOf(region) {
  const edges = new Map();
  const everywhere = new Map();
  const add = (from, to, event, wide) => {
    const key = `${from}>${to}`;
    const edge = edges.get(key) ?? { from, to, events: new Set(), wide };
    edge.events.add(event);
    edges.set(key, edge);
  };
  const arrow = (state, event, to) => {
    const target = find(region, to);
    if (target === null) return;
    const entry = entryOf(target).id;
    if (state === region && !isLeaf(region)) everywhere.set(event, entry);
    else for (const leaf of leavesIn(state)) add(leaf.id, entry, event, !isLeaf(state));
  };
  const walk = (state) => {
    for (const { event, to } of state.arrows) arrow(state, event, to);
    state.states.forEach(walk);
  };
  walk(region);
  return { edges: [...edges.values()], everywhere };
}

/** Columns: how many arrows a state is away from the first one. */
export function ranksOf(leaves, edges, first) {
  const rank = new Map([[first.id, 0]]);
  const line = [first.id];
  for (const id of line)
    for (const { from, to } of edges)
      if (from === id && !rank.has(to)) {
        rank.set(to, rank.get(id) + 1);
        line.push(to);
      }
  const last = Math.max(...rank.values());
  for (const { id } of leaves) if (!rank.has(id)) rank.set(id, last + 1);
  return rank;
}

/** Places within the columns: close to where arrows come from. */
export function placesOf(leaves, edges, rank) {
  const columns = [];
  for (const leaf of leaves) {
    const at = rank.get(leaf.id);
    columns[at] = [...(columns[at] ?? []), leaf];
  }
  const filled = columns.filter(Boolean);
  const row = new Map();
  const tallest = Math.max(...filled.map((column) => column.length));
  for (const [x, column] of filled.entries()) {
    const pull = (leaf) => {
      const near = edges.filter(({ to, from }) => to === leaf.id && row.has(from));
      if (near.length === 0) return column.indexOf(leaf);
      return near.reduce((sum, { from }) => sum + row.get(from), 0) / near.length;
    };
    column.sort((a, b) => pull(a) - pull(b));
    const above = (tallest - column.length) / 2;
    column.forEach((leaf, y) => {
      row.set(leaf.id, above + y);
      leaf.at = { x: PAD + x * (WIDTH + ACROSS), y: PAD + (above + y) * (HEIGHT + DOWN) };
    });
  }
  return {
    width: 2 * PAD + filled.length * (WIDTH + ACROSS) - ACROSS,
    height: 2 * PAD + tallest * (HEIGHT + DOWN) - DOWN,
  };
}

/** An arrow back to its own state. */
function loop({ x, y }) {
  const right = x + WIDTH - 22;
  return { d: `M${right},${y} c-6,-18 26,-18 18,0`, x: right, y: y - 15 };
}

function forward(a, b) {
  const [x1, y1, x2, y2] = [a.x + WIDTH, a.y + HEIGHT / 2, b.x - 5, b.y + HEIGHT / 2];
  const bend = Math.max(24, (x2 - x1) / 2);
  return {
    d: `M${x1},${y1} C${x1 + bend},${y1} ${x2 - bend},${y2} ${x2},${y2}`,
    x: (x1 + x2) / 2,
    y: (y1 + y2) / 2 - 4,
  };
}

/** Within a column: straight to a neighbour, around those in between. */
function upOrDown(a, b, lane) {
  const way = b.y > a.y ? -1 : 1;
  const x = a.x + WIDTH / 2 + way * lane * 7;
  const [y1, y2] = way < 0 ? [a.y + HEIGHT, b.y - 5] : [a.y, b.y + HEIGHT + 5];
  const side = Math.abs(b.y - a.y) > HEIGHT + DOWN ? way * 80 : 0;
  return {
    d: `M${x},${y1} C${x + side},${y1} ${x + side},${y2} ${x},${y2}`,
    x: x + side * 0.7,
    y: (y1 + y2) / 2,
  };
}

/** Below everything in between. */
function backward(a, b, lane) {
  const [x1, x2] = [a.x + WIDTH / 2 - 10 - lane * 5, b.x + WIDTH / 2 + 10 + lane * 5];
  const dip = Math.max(a.y, b.y) + HEIGHT + 14 + lane * 6;
  return {
    d: `M${x1},${a.y + HEIGHT} C${x1},${dip} ${x2},${dip} ${x2},${b.y + HEIGHT + 5}`,
    x: (x1 + x2) / 2,
    y: dip - 2,
  };
}

/** The line of an arrow, and where its words stand. */
export function lineOf({ at: a }, { at: b }, lane) {
  if (a === b) return loop(a);
  if (b.x > a.x) return forward(a, b);
  return b.x === a.x ? upOrDown(a, b, lane) : backward(a, b, lane);
}
