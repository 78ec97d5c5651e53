/** What goes on while everything goes wrong: papers are published, drafts appear, people ask. */

import { pdfBody } from '../world/drafts/bodies.ts';
import type { Random } from './random.ts';
import { type Sea, WATCHER } from './sea.ts';

/** What people must have been told in the end. */
export interface Life {
  /** Ids of papers that were published, in order. */
  readonly papers: readonly string[];
  /** Drafts that were laid down, as `D2401R0`. */
  readonly drafts: readonly string[];
  /** Some more of it. */
  goOn(): void;
}

/** The frontier of March 2021; new numbers follow it. */
const FRONTIER = 2_400;

const title = (nth: number): string => `Paper number ${nth} of the storm`;

/** The next revision of every paper: new numbers would move the frontier away from the drafts. */
function nextRevisions(ids: readonly string[]): string[] {
  const highest = new Map<string, number>();
  for (const id of ids) {
    const [, number, revision] = /^P(\d{4})R(\d+)$/.exec(id) ?? [];
    if (number === undefined) continue;
    highest.set(number, Math.max(highest.get(number) ?? 0, Number(revision)));
  }
  return [...highest].map(([number, revision]) => `P${number}R${revision + 1}`);
}

/** Nothing has happened yet. */
export function startLife(sea: Sea, random: Random): Life {
  const papers: string[] = [];
  const drafts: string[] = [];
  const due = nextRevisions(Object.keys(sea.published));
  const publish = (): void => {
    const count = random.between(1, 3);
    for (const id of due.splice(0, count)) {
      papers.push(id);
      sea.published[id] = {
        type: 'paper',
        title: title(papers.length),
        author: 'A. U. Thor',
        date: '2021-06-01',
        link: `https://wg21.link/${id.toLowerCase()}`,
      };
    }
    sea.index.serve(sea.published);
  };
  const draft = (): void => {
    if (drafts.length >= 60) return; // of those that are looked at often
    const name = `D${FRONTIER + 1 + drafts.length}R0`;
    drafts.push(name);
    sea.drafts.put(`${name}.pdf`, pdfBody(title(drafts.length)));
  };
  const ask = (): void =>
    void sea.slack.socket.command('/paper', random.pick(['P2300', 'P0009', 'N4950']), {
      user: WATCHER,
    });
  return {
    papers,
    drafts,
    goOn: () => random.pick([publish, publish, draft, ask])(),
  };
}
