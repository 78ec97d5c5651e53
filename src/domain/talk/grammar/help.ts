/** Help: which commands there are, and what each wants. */

import { type CommandName, commandNames } from './command.ts';
import { opsWords } from './ops.ts';

const lines: Readonly<Record<CommandName, string>> = {
  paper:
    '`paper P2300` or only `P2300`: title, authors, revisions, links and drafts. `paper LWG4500` and `paper N4950` too.',
  search:
    '`search words [author:x] [group:SG9] [since:2025] [type:paper|n|issue|editorial|sd|draft] [all:yes]`: titles that have all the words; `"a phrase"`, `-without`.',
  watch:
    '`watch X [now|daily|mailing] [-word] [group:SG9] [kinds:draft]`: a paper, a range `P4000-P4100`, an author, a group or a word. `author:` `word:` `paper:` `group:` say which.',
  unwatch: '`unwatch P2300`, or `unwatch 3` for the third of `watches`.',
  watches: '`watches`: what you watch, by number.',
  watchlist:
    '`watchlist add X`, `watchlist remove X`, `watchlist list`: the same as `watch`, `unwatch`, `watches`.',
  recent: '`recent [7d] [SG9]`: what was new.',
  mailing: '`mailing [2026-08]`: the papers of a mailing; alone, the last one.',
  drafts: '`drafts [7d]`: drafts seen before they were published.',
  mute: '`mute 3d`: no messages for a while, at most 90 days; they are kept.',
  unmute: '`unmute`: what was kept arrives now.',
  quiet: '`quiet 22-07 Europe/Berlin`: no messages at night; `quiet off`.',
  digest: '`digest now`, `digest daily 09:00` or `digest mailing`: when you hear of matches.',
  subscribe: '`subscribe X`: a watch for this channel, in the words of `watch`.',
  unsubscribe: '`unsubscribe X`, or its number in `subscriptions`.',
  subscriptions: '`subscriptions`: what this channel watches.',
  previews:
    '`previews on` or `previews off`: two lines for each paper that is named in this channel.',
  status: '`status`: how fresh index and drafts are, and what waits.',
  version: '`version`: which PaperScout this is.',
  uptime: '`uptime`: since when it runs.',
  help: '`help [command]`: this.',
  forget: '`forget me`: deletes your watches, settings and held messages, once you confirm.',
  ops: `For operators: ${opsWords}.`,
};

/** The line of a command, in mrkdwn. */
export const helpLine = (name: CommandName): string => lines[name];

/** Commands for everybody, in the order of the help. */
export const publicCommands: readonly CommandName[] = commandNames.filter(
  (name) => name !== 'ops' && name !== 'watchlist',
);

/** The command that a word may mean: itself, or the only one an edit away; null for none. */
export function nearestCommand(word: string): CommandName | null {
  const near = commandNames.filter((name) => isOneEdit(word, name));
  return near[0] ?? null;
}

/** Whether one letter more, less, other or swapped makes one word the other. */
export function isOneEdit(a: string, b: string): boolean {
  if (a === b || Math.abs(a.length - b.length) > 1) return false;
  let at = 0;
  while (at < a.length && a[at] === b[at]) at += 1;
  const [restA, restB] = [a.slice(at), b.slice(at)];
  if (a.length > b.length) return restA.slice(1) === restB;
  if (a.length < b.length) return restA === restB.slice(1);
  const isSwapped =
    restA[0] === restB[1] && restA[1] === restB[0] && restA.slice(2) === restB.slice(2);
  return restA.slice(1) === restB.slice(1) || isSwapped;
}
