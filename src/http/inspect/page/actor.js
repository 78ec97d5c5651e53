/** One actor: its statechart with the live state lit, and what may be seen of its context. */

import { draw, light } from './chart.js';
import { get } from './door.js';
import { childAt, el, make, nameOf, page, seen } from './page.js';

let drawn = null;

const chartOf = (path) => {
  const id = nameOf(path);
  return page.tree.charts[id] ? id : 'supervisor';
};

/** Shows the chosen actor; `flash` when its state is news. */
export function showActor(flash) {
  if (page.tree === null || page.chosen === null) return;
  const child = childAt(page.chosen);
  const id = chartOf(page.chosen);
  const shape = page.tree.charts[id];
  el('name').textContent = nameOf(page.chosen);
  el('facts').textContent = factsOf(child);
  el('mmd').textContent = `${id}.mmd`;
  el('mmd').href = `/inspect/machines/${id}.mmd`;
  el('mmd').onclick = page.token === null ? null : openChart;
  if (shape && drawn !== id) {
    draw(el('chart'), shape);
    drawn = id;
  }
  const state = seen.get(page.chosen)?.value ?? child?.value ?? null;
  if (shape) light(el('chart'), shape, state, flash);
  const context = Object.entries(seen.get(page.chosen)?.context ?? {});
  el('context').replaceChildren(
    ...context.flatMap(([key, value]) => [make('dt', '', key), make('dd', '', String(value))]),
  );
}

/** A link sends no header: the chart is fetched and shown as text. */
async function openChart(event) {
  event.preventDefault();
  const text = await (await get(event.target.getAttribute('href'))).text();
  window.open(URL.createObjectURL(new Blob([text], { type: 'text/plain' })), '_blank', 'noopener');
}

function factsOf(child) {
  if (!child) return `intensity left ${page.tree.supervision?.intensityLeft ?? '–'}`;
  const exit = child.lastExit
    ? `last exit ${child.lastExit.category}/${child.lastExit.reason}`
    : '';
  const up = child.upSince
    ? `up since ${new Date(child.upSince).toISOString().slice(11, 19)}`
    : child.status;
  return [`incarnation ${child.incarnation}`, up, exit].filter(Boolean).join('  ·  ');
}
