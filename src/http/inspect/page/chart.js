/** Draws a statechart as SVG, and lights the states in which a machine is. */

import {
  edgesOf,
  entryOf,
  HEIGHT,
  leavesIn,
  lineOf,
  placesOf,
  ranksOf,
  regionsOf,
  WIDTH,
} from './layout.js';
import { leavesOf, readValue } from './value.js';

const NS = 'http://www.w3.org/2000/svg';

const svg = (name, attributes = {}, text = null) => {
  const element = document.createElementNS(NS, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  if (text !== null) element.textContent = text;
  return element;
};

function boxOf(leaf, region) {
  const group = svg('g', { class: `box ${leaf.type}`, 'data-id': leaf.id });
  const { x, y } = leaf.at;
  group.append(svg('rect', { x, y, width: WIDTH, height: HEIGHT, rx: 9 }));
  const inside = leaf.id
    .slice(region.id.length + 1)
    .split('.')
    .slice(0, -1)
    .join('.');
  const centre = x + WIDTH / 2;
  const name = { x: centre, y: y + (inside ? 25 : HEIGHT / 2) };
  group.append(svg('text', name, leaf.key.length > 16 ? `${leaf.key.slice(0, 15)}…` : leaf.key));
  if (inside) group.append(svg('text', { class: 'in', x: centre, y: y + 11 }, inside));
  return group;
}

function drawRegion(region, title) {
  const leaves = leavesIn(region);
  const { edges, everywhere } = edgesOf(region);
  const first = entryOf(region);
  const { width, height } = placesOf(leaves, edges, ranksOf(leaves, edges, first));
  const picture = svg('svg', {
    viewBox: `0 0 ${width} ${height}`,
    role: 'img',
    'aria-label': title,
  });
  picture.style.width = `${width}px`;
  const tip = svg('marker', {
    ...{ id: `tip-${region.id}`, viewBox: '0 0 8 8', refX: 6, refY: 4 },
    ...{ markerWidth: 7, markerHeight: 7, orient: 'auto-start-reverse' },
  });
  tip.append(svg('path', { d: 'M0,0 L8,4 L0,8 z' }));
  const defs = svg('defs');
  defs.append(tip);
  picture.append(defs);
  const byId = new Map(leaves.map((leaf) => [leaf.id, leaf]));
  edges.forEach(({ from, to, events, wide }, n) => {
    const { d, x, y } = lineOf(byId.get(from), byId.get(to), n % 4);
    const edge = svg('g', { class: `edge${wide ? ' dotted' : ''}`, 'data-from': from });
    edge.append(svg('path', { d, 'marker-end': `url(#tip-${region.id})` }));
    edge.append(svg('text', { x, y }, [...events].join(', ')));
    picture.append(edge);
  });
  picture.append(
    svg('circle', { class: 'start', cx: first.at.x - 13, cy: first.at.y + HEIGHT / 2, r: 4 }),
  );
  for (const leaf of leaves) picture.append(boxOf(leaf, region));
  const part = document.createElement('div');
  part.className = 'region';
  if (title) part.append(Object.assign(document.createElement('h3'), { textContent: title }));
  part.append(picture);
  const wide = [...everywhere].map(([event, to]) => `${event} → ${byId.get(to)?.key ?? to}`);
  if (wide.length > 0)
    part.append(
      Object.assign(document.createElement('p'), {
        textContent: `from anywhere: ${wide.join(' · ')}`,
      }),
    );
  return part;
}

/** Puts the chart of a machine into `place`. */
export function draw(place, shape) {
  const regions = regionsOf(shape);
  place.replaceChildren(
    ...regions.map((region) =>
      drawRegion(region, regions.length > 1 ? region.id.split('.').slice(1).join('.') : ''),
    ),
  );
}

/** Lights the states of a value, and the arrows that lead out of them; `flash` when it is news. */
export function light(place, shape, text, flash) {
  const on = new Set(text === null ? [] : leavesOf(readValue(text), shape.id));
  for (const box of place.querySelectorAll('.box')) {
    const lit = on.has(box.dataset.id);
    if (flash && lit && !box.classList.contains('lit')) {
      box.classList.add('flash');
      setTimeout(() => box.classList.remove('flash'), 1_200);
    }
    box.classList.toggle('lit', lit);
  }
  for (const edge of place.querySelectorAll('.edge'))
    edge.classList.toggle('out', on.has(edge.dataset.from));
}
