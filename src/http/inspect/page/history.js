/** What happened: transitions, deaths, restarts, and events for who wants them. */

import { childAt, el, make, nameOf, page, parentOf, seen } from './page.js';
import { newsIn } from './value.js';

const KEPT = 300;
const SHOWN = 200;

/** Newest first; events are kept apart, since they are many and would push all else out. */
const history = [];
const events = [];

const isActor = (path) => path === 'root' || childAt(path) !== undefined;

/** Takes a glimpse in; true when it says something new. */
export function note(glimpse) {
  if (!isActor(glimpse.path)) return noteStep(glimpse);
  const before = seen.get(glimpse.path);
  const { kind, path, value, context, incarnation } = glimpse;
  seen.set(path, { value, context, incarnation });
  const isBack = (before?.incarnation ?? incarnation) < incarnation;
  if (isBack) keep({ ...glimpse, kind: 'back', words: `runs again, incarnation ${incarnation}` });
  if (kind === 'state' && before?.value === value) return false;
  const words = wordsAbout(glimpse, isBack ? null : before?.value);
  if (words !== '') keep({ ...glimpse, words });
  return true;
}

/** A step of an actor: only its end is told, a failure as such, for that is what it leads to. */
function noteStep({ kind, path, category, ...rest }) {
  const step = path.split(/[/.]/).at(-1);
  const entry = { ...rest, path: parentOf(path) };
  if (kind === 'end') keep({ ...entry, kind: 'event', words: `${step} is done` });
  if (kind === 'crash')
    keep({ ...entry, kind: 'failed', words: `${step} failed${category ? ` · ${category}` : ''}` });
  return false;
}

/** Keeps an entry: `kind`, `at`, `path`, `words`. */
export function keep(entry) {
  const list = entry.kind === 'event' ? events : history;
  list.unshift(entry);
  if (list.length > KEPT) list.pop();
}

/** `xstate.after.rest.messageQueue.slot1.resting` is `rest`. */
const shortName = (event) =>
  event.replace(/^xstate\.(after|done|error)\.([^.]*).*$/, (_, kind, name) =>
    kind === 'after' ? name : kind,
  );

function wordsAbout({ kind, event, value, category, incarnation }, before) {
  switch (kind) {
    case 'event':
      return category ? `${shortName(event)} · ${category}` : shortName(event);
    case 'state':
      return value === null ? '' : newsIn(value, before);
    case 'crash':
      return `crashed${category ? ` · ${category}` : ''}, incarnation ${incarnation ?? '–'}`;
    default:
      return `ended, incarnation ${incarnation ?? '–'}`;
  }
}

function line({ kind, at, path, words }) {
  const item = make('li', kind);
  const time = make('time', '', new Date(at).toISOString().slice(11, 23));
  item.append(time, make('span', 'who', nameOf(path)), make('span', 'what', words));
  return item;
}

const newestFirst = (a, b) => b.at - a.at || (b.seq ?? 0) - (a.seq ?? 0);

/** Shows what the boxes above the list ask for. */
export function showRows() {
  const all = el('events').checked ? [...history, ...events].sort(newestFirst) : history;
  const shown = el('mine').checked
    ? all.filter(({ kind, path }) => path === page.chosen || kind === 'gap')
    : all;
  el('rows').replaceChildren(...shown.slice(0, SHOWN).map(line));
}
