/** The grammar: from a line of text to a command, or to one line that says what is wrong. */

import {
  type Command,
  type CommandName,
  commandNames,
  type Problem,
  problem,
  type Watcher,
} from './command.ts';
import { nearestCommand } from './help.ts';
import { isPaperLink, looksLikeId, readRef } from './ids.ts';
import { readOps } from './ops.ts';
import { readQuery } from './searching.ts';
import {
  readDigest,
  readDrafts,
  readMailing,
  readMute,
  readPreviews,
  readQuiet,
  readRecent,
} from './settings.ts';
import { readUnwatch, readWish } from './watching.ts';
import { type Word, wordsOf } from './words.ts';

/** Where the words were said: `/paper` takes ids and words without a command before them. */
export type Way = 'paperscout' | 'paper';

type Read = (words: readonly Word[]) => Command | Problem;

const paper: Read = ([word, ...others]) =>
  word === undefined || others.length > 0
    ? problem('Name one paper, such as `paper P2300` or `paper P2300R10`.')
    : refOf(word);

function refOf({ text }: Word): Command | Problem {
  const ref = readRef(text);
  return ref.type === 'problem' ? ref : { type: 'paper', ref };
}

const search: Read = (words) => {
  const query = readQuery(words);
  return 'type' in query ? query : { type: 'search', query };
};

const watch =
  (by: Watcher): Read =>
  (words) => {
    const wish = readWish(words);
    return 'type' in wish ? wish : { type: 'watch', by, wish };
  };

const unwatch =
  (by: Watcher): Read =>
  (words) => {
    const what = readUnwatch(words);
    return typeof what === 'object' && 'type' in what ? what : { type: 'unwatch', by, what };
  };

const alone =
  (command: Command): Read =>
  (words) =>
    words.length === 0 ? command : problem(`\`${command.type}\` stands alone.`);

const list = (by: Watcher): Read =>
  by === 'user'
    ? alone({ type: 'watches', by })
    : (words) =>
        words.length === 0 ? { type: 'watches', by } : problem('`subscriptions` stands alone.');

/** The words of the Python paperscout. */
const watchlist: Read = ([verb, ...rest]) => {
  switch (verb?.text.toLowerCase()) {
    case 'add':
      return watch('user')(rest);
    case 'remove':
      return unwatch('user')(rest);
    case 'list':
    case undefined:
      return list('user')(rest);
    default:
      return problem('Say `watchlist add P2300`, `watchlist remove P2300` or `watchlist list`.');
  }
};

const forget: Read = (words) =>
  words.length === 1 && words[0]?.text.toLowerCase() === 'me'
    ? { type: 'forget' }
    : problem('Say `forget me` to have everything about you deleted.');

const help: Read = ([word]) => {
  if (word === undefined) return { type: 'help', about: null };
  const name = commandNamed(word.text) ?? nearestCommand(word.text.toLowerCase());
  return name === null ? noCommand : { type: 'help', about: name };
};

/** Commands without filters see `-3d` and `word:3d` as they were typed, and do not know them. */
const verbatim =
  (read: Read): Read =>
  (words) =>
    read(words.map(asTyped));

function asTyped({ key, text, quoted, minus }: Word): Word {
  const typed = `${minus ? '-' : ''}${key === null ? '' : `${key}:`}${text}`;
  return { key: null, text: typed, quoted, minus: false };
}

const readers: Readonly<Record<CommandName, Read>> = {
  search,
  watchlist,
  watch: watch('user'),
  unwatch: unwatch('user'),
  watches: list('user'),
  subscribe: watch('channel'),
  unsubscribe: unwatch('channel'),
  subscriptions: list('channel'),
  paper: verbatim(paper),
  recent: verbatim(readRecent),
  mailing: verbatim(readMailing),
  drafts: verbatim(readDrafts),
  mute: verbatim(readMute),
  unmute: alone({ type: 'unmute' }),
  quiet: verbatim(readQuiet),
  digest: verbatim(readDigest),
  previews: verbatim(readPreviews),
  status: alone({ type: 'status' }),
  version: alone({ type: 'version' }),
  uptime: alone({ type: 'uptime' }),
  help: verbatim(help),
  forget: verbatim(forget),
  ops: verbatim(readOps),
};

const noCommand = problem(
  'There is no such command; `help` lists them, and `P2300` looks a paper up.',
);

const commandNamed = (word: string): CommandName | null => {
  const lower = word.toLowerCase();
  return commandNames.find((name) => name === lower) ?? null;
};

/** Reads a line. Whatever it holds, the answer is a command or a problem. */
export function parse(text: string, way: Way = 'paperscout'): Command | Problem {
  const words = wordsOf(text);
  if ('type' in words) return words;
  const [first, ...rest] = words;
  if (first === undefined)
    return way === 'paper'
      ? problem(
          'Name a paper or words of its title, such as `/paper P2300` or `/paper static reflection`.',
        )
      : { type: 'help', about: null };
  return way === 'paper' ? inPaper(words) : inPaperscout(first, rest);
}

const isBareId = ({ key, quoted, minus, text }: Word): boolean =>
  key === null &&
  !quoted &&
  !minus &&
  (looksLikeId(text) || /^\d{4}$/.test(text) || isPaperLink(text));

function inPaperscout(first: Word, rest: readonly Word[]): Command | Problem {
  if (isBareId(first)) return paper([first, ...rest]);
  const name =
    first.key === null && !first.quoted && !first.minus ? commandNamed(first.text) : null;
  if (name !== null) return readers[name](rest);
  const near = first.key === null ? nearestCommand(first.text.toLowerCase()) : null;
  return near === null
    ? noCommand
    : problem(
        `There is no such command; did you mean \`${near}\`? \`help ${near}\` says how it goes.`,
      );
}

/** `/paper P2300` looks it up, `/paper words` searches; `paper` and `search` may be said all the same. */
function inPaper(words: readonly Word[]): Command | Problem {
  const [first, ...rest] = words;
  if (first === undefined) return noCommand;
  const name = commandNamed(first.text);
  if (rest.length === 0 && name === 'help') return { type: 'help', about: 'paper' };
  if (rest.length > 0 && (name === 'search' || (name === 'paper' && rest.some(isBareId))))
    return readers[name](rest);
  return isBareId(first) && rest.length === 0 ? refOf(first) : search(words);
}
