/** What all parts of the page share. */

/** `tree`: the last answer; `chosen`: the path of the actor that is shown; `token`: in memory only. */
export const page = { tree: null, chosen: null, token: null };

/** By path: the last state, what may be seen of the context, and which incarnation it was. */
export const seen = new Map();

export const el = (id) => document.getElementById(id);

export const make = (name, className, text = '') =>
  Object.assign(document.createElement(name), { className, textContent: text });

export const nameOf = (path) => path.split('/').at(-1);

export const parentOf = (path) => path.split('/').slice(0, -1).join('/');

export const childAt = (path) =>
  page.tree?.supervision?.children.find((child) => child.path === path);
