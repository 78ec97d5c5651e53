/** The supervision tree with the state of everybody in it. */

import { el, make, nameOf, page, parentOf, seen } from './page.js';
import { wordsOf } from './value.js';

function row(path, child, isSupervisor, onChoice) {
  const button = make('button', `actor ${child?.status ?? 'up'}`);
  button.dataset.path = path;
  button.setAttribute('aria-current', String(path === page.chosen));
  button.append(make('span', 'dot'), make('b', '', nameOf(path)));
  const restarts = page.tree.supervision.restartsByChild[child?.id] ?? 0;
  const count = [
    child && child.incarnation > 1 ? `#${child.incarnation}` : '',
    restarts > 0 ? `${restarts}↻` : '',
  ];
  button.append(make('span', 'count', count.filter(Boolean).join(' ')));
  const words = isSupervisor
    ? 'supervisor'
    : wordsOf(seen.get(path)?.value ?? child?.value ?? null);
  const state = make('span', `state${isSupervisor ? '' : ' lit'}`, words || child?.status || '');
  button.append(state);
  button.onclick = () => {
    page.chosen = path;
    onChoice();
  };
  return button;
}

function branch(path, onChoice) {
  const part = make('div', path === 'root' ? '' : 'branch');
  for (const child of page.tree.supervision.children.filter((one) => parentOf(one.path) === path)) {
    const isSupervisor = page.tree.supervision.children.some(
      (one) => parentOf(one.path) === child.path,
    );
    part.append(row(child.path, child, isSupervisor, onChoice));
    if (isSupervisor) part.append(branch(child.path, onChoice));
  }
  return part;
}

/** Shows the tree; `onChoice` hears that another actor was chosen. */
export function showTree(onChoice) {
  if (!page.tree?.supervision) {
    el('tree').replaceChildren(make('p', 'state', 'there is no tree yet'));
    return;
  }
  const below = make('div', 'branch');
  below.append(branch('root', onChoice));
  el('tree').replaceChildren(row('root', null, true, onChoice), below);
}
