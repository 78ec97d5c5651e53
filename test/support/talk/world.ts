/** Somebody who talks with us, over a memory store and a Slack that only remembers. */

import type { Content } from '../../../src/domain/delivery/content.ts';
import { type Failure, Failure as FailureClass } from '../../../src/domain/health/failure.ts';
import type { Inbound } from '../../../src/domain/talk/inbound.ts';
import type { OpsOrder } from '../../../src/domain/talk/order.ts';
import type { Seen } from '../../../src/domain/talk/replies/status.ts';
import { answerCommand } from '../../../src/flows/answerCommand.ts';
import type { Waiting } from '../../../src/flows/queue/sayDirectly.ts';
import type { TalkNeeds } from '../../../src/flows/talk/needs.ts';
import type { Responded } from '../../../src/ports/talk/answers.ts';
import { layoutOf } from '../../../src/slack/blocks.ts';
import { createMemoryStore, type MemoryStore } from '../../../src/store/memory/memory.ts';
import { poll } from '../../store/suite/batches.ts';
import { listedEntry } from '../../store/suite/talk/search.ts';
import { setupOf } from './setup.ts';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** Where the clock of a world begins: 2026-11-28, 12:00 UTC, a Saturday. */
export const START = Date.UTC(2026, 10, 28, 12);

/** A process in which all is well. */
export const allWell: Seen = {
  index: {
    lastGoodAt: START - 12 * MINUTE,
    lastChangeAt: START - 4 * DAY,
    entries: 29_136,
    failure: null,
    failures: 0,
    stale: false,
    paused: false,
  },
  drafts: {
    lastLookAt: START - 3 * MINUTE,
    found: 0,
    requests: 240,
    failure: null,
    paused: false,
  },
  queue: { waiting: 0, pressed: false, paused: false, slack: 'ok', slackSince: null },
  databaseLostAt: null,
  missing: [],
  startedAt: START - 2 * DAY,
};

/** An answer that went to a response URL. */
interface Posted {
  readonly content: Content;
  readonly ephemeral: boolean;
  readonly replace: boolean;
}

/** An answer that went past the database. */
interface Direct {
  readonly to: Waiting;
  readonly content: Content;
}

/** What an answer says: its text, as a notification shows it. */
export const said = (content: Content): string => layoutOf(content).text;

/** The names of the buttons of an answer, with their values. */
export const buttonsOf = (content: Content): readonly (readonly [string, string])[] =>
  content.template === 'reply'
    ? content.parts.flatMap((part) => {
        if (part.type === 'item') return [[part.button.action, part.button.value] as const];
        return part.type === 'buttons'
          ? part.buttons.map(({ action, value }) => [action, value] as const)
          : [];
      })
    : [];

export interface World {
  readonly store: MemoryStore;
  readonly posted: Posted[];
  /** What went past the database. */
  readonly direct: Direct[];
  readonly orders: OpsOrder[];
  readonly refused: OpsOrder[];
  readonly failures: Failure[];
  /** How often the queue was woken. */
  woken(): number;
  pass(ms: number): void;
  /** Says words in a way; gives the text of what was answered, null for silence. */
  say(text: string, given?: Partial<Said>): Promise<string | null>;
  press(action: string, value: string, given?: Partial<Said>): Promise<string | null>;
  /** Hands anything in. */
  hear(inbound: Inbound): Promise<void>;
  /** The rows of the outbox, oldest first. */
  rows(): readonly ReturnType<MemoryStore['tables']['messages']['get']>[];
}

/** How something is said. */
export interface Said {
  readonly way: 'command' | 'paper' | 'mention' | 'direct';
  readonly user: string;
  readonly channel: string;
  readonly threadTs: string | null;
  /** False: a click in the App Home. */
  readonly url: boolean;
}

const usual: Said = {
  way: 'command',
  user: 'U0ADA',
  channel: 'C0PAPERS',
  threadTs: null,
  url: true,
};

/** A world; `change` replaces what a test is about. */
export function talkWorld(
  change: Partial<TalkNeeds> = {},
  respond: () => Responded = () => ({ type: 'sent' }),
): World {
  let now = START;
  let key = 0;
  let wakes = 0;
  const store = createMemoryStore({ now: () => now, elapsed: () => now });
  const posted: Posted[] = [];
  const direct: Direct[] = [];
  const orders: OpsOrder[] = [];
  const refused: OpsOrder[] = [];
  const failures: Failure[] = [];
  const answer = answerCommand({
    clock: { now: () => now, elapsed: () => now },
    lookup: store.lookup,
    library: store.library,
    people: store.people,
    outbox: store.outbox,
    respond: async (_, content, { ephemeral, replace }) => {
      const responded = respond();
      if (responded.type === 'sent') posted.push({ content, ephemeral, replace });
      return responded;
    },
    profiles: { zoneOf: async () => 'Europe/Berlin' },
    setup: setupOf({}),
    direct: async (to, content) => {
      direct.push({ to, content });
      return null;
    },
    orders: {
      give: async (order) => {
        orders.push(order);
        return { done: true, text: `Did ${order.type}.` };
      },
      refuse: (order) => refused.push(order),
    },
    seen: () => allWell,
    isOperator: (user) => user === 'U0OPS',
    release: { version: '1.2.3', revision: 'abcdef0123456789', startedAt: START - 2 * DAY },
    wake: () => {
      wakes += 1;
    },
    report: (failure) => failures.push(failure),
    ...change,
  });
  const rows = () => [...store.tables.messages.values()];
  /** What came of it: an answer by URL, else the newest row that is no home. */
  const heard = async (inbound: Inbound): Promise<string | null> => {
    const [urls, before] = [posted.length, rows().length];
    await answer(inbound);
    const row = rows()
      .slice(before)
      .findLast(({ kind }) => kind !== 'home');
    const content = posted.slice(urls)[0]?.content ?? row?.content;
    return content === undefined ? null : said(content);
  };
  const arrived = () => {
    key += 1;
    return { key: `k${key}`, at: now };
  };
  return {
    store,
    posted,
    direct,
    orders,
    refused,
    failures,
    rows,
    hear: answer,
    woken: () => wakes,
    pass: (ms) => {
      now += ms;
    },
    say: (text, given = {}) => {
      const { way, user, channel, threadTs } = { ...usual, ...given };
      const common = { ...arrived(), text, user, channel };
      const isSlash = way === 'command' || way === 'paper';
      return heard(
        isSlash
          ? {
              ...common,
              type: 'command',
              command: way === 'paper' ? '/paper' : '/paperscout',
              responseUrl: 'https://hooks.slack.com/x',
            }
          : { ...common, type: way, ts: '1700000000.000100', threadTs },
      );
    },
    press: (actionId, value, given = {}) => {
      const { user, channel, url } = { ...usual, ...given };
      return heard({
        ...arrived(),
        type: 'click',
        actionId,
        value,
        user,
        channel: url ? channel : null,
        messageTs: null,
        responseUrl: url ? 'https://hooks.slack.com/x' : null,
      });
    },
  };
}

type Listed = Parameters<typeof listedEntry>;

/** Puts entries into the index of a world. */
export async function index(world: World, entries: readonly Listed[]): Promise<void> {
  const leadership = world.store.leadership({ instance: 'i', holder: 'test', alone: true });
  await leadership.bid(true);
  const epoch = await leadership.take('poller');
  if (epoch === null) throw new Error('no epoch');
  const some = { entries: entries.map((one) => listedEntry(...one)) };
  // of the store under test only `papers` is used
  await poll(world.store as unknown as Parameters<typeof poll>[0], epoch, some);
}

/** A database that is away. */
export const away = (): Failure =>
  new FailureClass({
    category: 'DB',
    reason: 'refused',
    operation: 'x',
    message: 'secret detail of the driver',
  });
