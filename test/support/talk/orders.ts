/** Orders over a poller and a prober in given states. */

import { createOrders } from '../../../src/app/talk/orders.ts';
import { emptyLedger, type Ledger } from '../../../src/domain/health/ledger.ts';
import { parse } from '../../../src/domain/talk/grammar/parse.ts';
import { createAlertKeeper } from '../../../src/flows/alerts/keeper.ts';
import type { DeadLetter } from '../../../src/ports/delivery.ts';
import type { OpsUse } from '../../../src/ports/talk/orders.ts';
import { allWell, away, HOUR, START } from './world.ts';

export const child = (id: string, value: string | null, status = 'up') => ({
  path: `root/${id}`,
  id,
  component: 'poller',
  status,
  value,
  incarnation: 1,
  attempt: 0,
  restartsInWindow: 0,
  restartAt: null,
  upSince: 0,
  beatAgeMs: 0,
  lastExit: null,
});

export const rejected: Partial<Ledger> = {
  last: {
    'index.rejected': {
      type: 'index.rejected',
      component: 'poller',
      at: START,
      gate: 'shrunk',
      hash: '0f3a9c51d2e7',
      numbers: {} as never,
    },
  },
};

export const letter: DeadLetter = {
  id: '4711',
  dest: 'U0ADA',
  lane: 2,
  kind: 'post',
  state: 'dead',
  reason: 'invalid_blocks',
  attempts: 2,
  at: START - HOUR,
};

export interface Given {
  readonly poller?: string | null;
  readonly prober?: string;
  readonly ledger?: Partial<Ledger>;
  readonly noProber?: boolean;
  readonly broken?: boolean;
  readonly noLetters?: boolean;
  /** The poller hears of orders and begins nothing. */
  readonly deaf?: boolean;
}

/** Orders over a poller and a prober in the given states. `at` gives one so long after the start. */
export function start(given: Given = {}) {
  const {
    poller = 'waiting',
    prober = 'waiting',
    ledger = {},
    noProber,
    broken,
    deaf,
    noLetters,
  } = given;
  let polls = 0;
  let now = START;
  const told: unknown[] = [];
  const uses: OpsUse[] = [];
  const boosts: number[] = [];
  const lines: unknown[] = [];
  const children = [
    child('poller', poller),
    child('messageQueue', '{"running":"open"}'),
    ...(noProber ? [] : [child('prober', prober)]),
  ];
  const view = { children, restarts1h: 3, restartsByChild: {}, intensityLeft: 3, givingUp: false };
  const orders = createOrders({
    tell: (to, message) => {
      told.push([to, message]);
      if (message.type === 'poll.now' && !deaf) polls += 1;
    },
    cycles: { poll: () => (polls === 0 ? null : `poll-${polls}`), probe: () => 'cycle-1' },
    intervalMs: HOUR,
    view: () => view as ReturnType<Parameters<typeof createOrders>[0]['view']>,
    ledger: () => ({ ...emptyLedger, ...ledger }),
    seen: () => allWell,
    deadLetters: {
      list: async () => (broken ? Promise.reject(away()) : [letter]),
      replay: async (which) =>
        noLetters !== true && (which === '4711' || which === 'all') ? 1 : 0,
    },
    alerts: {
      keeper: createAlertKeeper({ now: () => now, elapsed: () => now }, []),
      wake: () => {},
      store: { silence: async () => Promise.reject(away()), endSilence: async () => false },
    },
    drafts: {
      boost: async (until) => {
        if (broken) throw away();
        boosts.push(until);
      },
    },
    opsLog: {
      write: async (use) => {
        if (broken) throw away();
        uses.push(use);
      },
    },
    log: { event: (name: string, fields: unknown) => lines.push([name, fields]) } as never,
    now: () => now,
    newId: () => 'id-1',
  });
  const at = async (ms: number, text: string) => {
    now = START + ms;
    const read = parse(text);
    if (read.type !== 'ops') throw new Error(text);
    return orders.give(read.order, 'U0OPS');
  };
  return { at, told, uses, lines, boosts };
}

/** Gives an order in words; what was answered, told, written and logged. */
export async function order(text: string, given: Given = {}) {
  const { at, ...seen } = start(given);
  return { ...(await at(0, text)), ...seen };
}
