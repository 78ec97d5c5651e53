/** The token: typed in, kept in the memory of this page, sent as a header. */

import { el, page } from './page.js';

const withToken = (more) =>
  page.token === null ? more : { ...more, authorization: `Bearer ${page.token}` };

/** Asks for the token until something was typed. */
export function askToken(why = '') {
  el('refused').textContent = why;
  el('token').value = '';
  if (!el('door').open) el('door').showModal();
  el('token').focus();
  return new Promise((resolve) => {
    el('door').onclose = () => {
      page.token = el('token').value.trim();
      el('token').value = '';
      resolve();
    };
  });
}

export class Refused extends Error {}

export async function get(path, headers = {}) {
  const answer = await fetch(path, { headers: withToken(headers), cache: 'no-store' });
  if (answer.status === 401) throw new Refused('That is not the token.');
  if (answer.status === 429) throw new Refused('Refused too often. Try again in a minute.');
  if (!answer.ok) throw new Error(`HTTP ${answer.status}`);
  return answer;
}
