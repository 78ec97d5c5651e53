/** The indexes of the demo: real ones, as they were in 2021. */

import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';

/** An index: entries by id. */
export type Index = Readonly<Record<string, unknown>>;

const folder = new URL('../../../test/fixtures/wg21/', import.meta.url);

function read(name: string): Index {
  const index: unknown = JSON.parse(gunzipSync(readFileSync(new URL(name, folder))).toString());
  if (typeof index !== 'object' || index === null) throw new TypeError(`${name} is no index`);
  return { ...index };
}

/** The index of 31 March 2021: 18,483 entries. */
export const march2021 = (): Index => read('index-2021-03-31.json.gz');

/** The index of 27 May 2021: a mailing came, 164 entries more, 100 of them P. */
export const may2021 = (): Index => ({
  ...march2021(),
  ...read('index-2021-05-27.changes.json.gz'),
});

/** Papers of the weeks after. */
export const june2021: Index = {
  P2300R0: paper('P2300R0', 'std::execution', 'Michał Dominiak, Lewis Baker, Lee Howes', '2021-06'),
  P2387R0: paper(
    'P2387R0',
    'Pipe support for user-defined range adaptors',
    'Barry Revzin',
    '2021-06',
  ),
  P2392R0: paper('P2392R0', 'Pattern matching using “is” and “as”', 'Herb Sutter', '2021-06'),
};

function paper(id: string, title: string, author: string, date: string) {
  return { type: 'paper', title, author, date, link: `https://wg21.link/${id.toLowerCase()}` };
}
