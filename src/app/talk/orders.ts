/** Orders of operators, given to actors, written down and logged. */

import { Failure } from '../../domain/health/failure.ts';
import type { SupervisionView } from '../../domain/supervision/supervisionView.ts';
import { type OpsOrder, orderInWords, type Pausable } from '../../domain/talk/order.ts';
import { type Seen, troublesOf } from '../../domain/talk/replies/status.ts';
import { many, spanInWords } from '../../domain/talk/replies/time.ts';
import type { DeadLetters } from '../../ports/delivery.ts';
import type { DraftStore } from '../../ports/drafts.ts';
import type { OrderAnswer, OrderedBy, Orders } from '../../ports/talk/orders.ts';
import type { Tell } from '../runTree.ts';
import { type AlertDesk, giveAlertOrder } from './alertOrders.ts';
import { deadLettersInWords } from './deadLetters.ts';
import { type GivenNeeds, keepOrder, sayOrder } from './given.ts';
import { type Manual, type ManualNeeds, noManual } from './manual.ts';
import { stateOf } from './seen.ts';

/** What orders need of the running tree and of the store. */
export interface OrdersNeeds extends ManualNeeds, GivenNeeds {
  readonly tell: Tell;
  readonly view: () => SupervisionView;
  readonly seen: () => Seen;
  readonly deadLetters: DeadLetters;
  readonly alerts: AlertDesk;
  readonly drafts: Pick<DraftStore, 'boost'>;
}

const done = (text: string): OrderAnswer => ({ done: true, text });
const refused = (text: string): OrderAnswer => ({ done: false, text });

/** The orders of this process. */
export function createOrders(needs: OrdersNeeds): Orders {
  const giving = { ...needs, manual: noManual(needs) };
  return {
    async give(order, by) {
      const answer = await attempt(giving, order, by);
      return await keepOrder(needs, orderInWords(order), by, answer);
    },
    refuse: (order, by) => sayOrder(needs, orderInWords(order), by, 'not_allowed'),
  };
}

type Giving = OrdersNeeds & { readonly manual: Manual };

/** What an order comes to; a failure is an answer too. */
async function attempt(needs: Giving, order: OpsOrder, by: OrderedBy): Promise<OrderAnswer> {
  try {
    return await carryOut(needs, order, by);
  } catch (thrown) {
    const { category, reason } = Failure.from(thrown, 'ops.order');
    return refused(`That did not work: ${category}/${reason}.`);
  }
}

const roles: Readonly<Record<Pausable, string>> = {
  poller: 'poller',
  prober: 'prober',
  queue: 'messageQueue',
};

const orderNames: Readonly<Record<Pausable, string>> = {
  poller: 'poll',
  prober: 'probe',
  queue: 'queue',
};

async function carryOut(needs: Giving, order: OpsOrder, by: OrderedBy): Promise<OrderAnswer> {
  switch (order.type) {
    case 'poll':
      return poll(needs);
    case 'probe':
      return probe(needs, order.number);
    case 'boost':
      return boost(needs, order.forMs);
    case 'accept-index':
      return accept(needs, order.hash, by);
    case 'pause':
    case 'resume':
      return tellOne(
        needs,
        roles[order.part],
        { type: `${orderNames[order.part]}.${order.type}` },
        order.type === 'pause' ? pausedWords[order.part] : `The ${order.part} goes on.`,
      );
    case 'dead-letters':
      return done(deadLettersInWords(await needs.deadLetters.list(10), needs.now()));
    case 'replay':
      return replay(needs, order.id);
    case 'health':
      return done(health(needs));
    case 'alerts':
    case 'ack':
    case 'silence':
    case 'unsilence':
      return giveAlertOrder(needs.alerts, order, by);
  }
}

const pausedWords: Readonly<Record<Pausable, string>> = {
  poller: 'The poller is paused; `ops resume poller` ends that.',
  prober: 'The prober is paused; `ops resume prober` ends that.',
  queue: 'Only alerts and answers go out now; `ops resume queue` ends that.',
};

/** An actor that is not up gets its order when it is. */
function tellOne(
  { tell, view }: OrdersNeeds,
  role: string,
  order: { readonly type: string } & Readonly<Record<string, unknown>>,
  text: string,
): OrderAnswer {
  const child = view().children.find(({ id }) => id === role);
  if (child === undefined) return refused(`There is no ${role} in this process.`);
  if (child.value === 'standby' && order.type.endsWith('.now'))
    return refused('Another process leads; this one only stands by.');
  if (child.value === 'paused' && order.type.endsWith('.now'))
    return refused(`The ${role} is paused; \`ops resume ${role}\` first.`);
  tell(role, order);
  return done(
    child.status === 'up' ? text : `${text} It is not up yet, and hears of it when it is.`,
  );
}

const polling = /fetching|validating|retrying|committing/;

async function poll(needs: Giving): Promise<OrderAnswer> {
  const state = stateOf(needs.view(), 'poller') ?? '';
  if (polling.test(state)) return refused('A poll is under way already.');
  const give = () => tellOne(needs, 'poller', { type: 'poll.now' }, 'It polls now.');
  return isUp(needs, 'poller') ? await needs.manual.poll(give) : give();
}

const isUp = ({ view }: OrdersNeeds, role: string): boolean =>
  view().children.some(({ id, status }) => id === role && status === 'up');

/** One number is looked at after the cycle under way; a whole cycle more is not wanted then. */
function probe(needs: Giving, number: number | null): OrderAnswer {
  const give = () => tellOne(needs, 'prober', { type: 'probe.now', number }, 'It looks now.');
  if (number !== null) return give();
  if (stateOf(needs.view(), 'prober') === 'probing')
    return refused('A cycle of probes is under way already.');
  return needs.manual.probe(give);
}

/** Kept by the store, so that it holds whatever becomes of this process. */
async function boost({ drafts, now }: OrdersNeeds, forMs: number): Promise<OrderAnswer> {
  await drafts.boost(now() + forMs);
  return done(
    `New and lively papers are looked at more often for ${spanInWords(forMs)}, from the next cycle on.`,
  );
}

/** Only the index that was rejected last can be let pass: a wrong hash would wait for ever. */
function accept(needs: OrdersNeeds, hash: string, by: OrderedBy): OrderAnswer {
  const rejected = needs.ledger().last['index.rejected'];
  if (rejected === undefined) return refused('No index was rejected since this process began.');
  if (rejected.hash !== hash)
    return refused(
      `That is not the index that was rejected last: \`${rejected.hash}\` by \`${rejected.gate}\`.`,
    );
  return tellOne(
    needs,
    'poller',
    { type: 'index.accept', hash, by },
    'The next index with this hash is let pass.',
  );
}

async function replay({ deadLetters, tell }: OrdersNeeds, which: string): Promise<OrderAnswer> {
  const count = await deadLetters.replay(which);
  if (count === 0)
    return refused(
      which === 'all'
        ? 'There is nothing to replay. What is parked for a suspended conversation waits for it; by its id it is tried all the same.'
        : 'There is nothing to replay under that id.',
    );
  tell('messageQueue', { type: 'queue.wake' });
  return done(`${many(count, 'message')} will be tried again.`);
}

/** `{"poll":"fresh","database":{"up":"resting"}}` as `poll fresh, database up resting`. */
const stateInWords = (value: string): string =>
  value.replace(/[{}"]/g, '').replaceAll(':', ' ').replaceAll(',', ', ');

function health({ seen, view, now }: OrdersNeeds): string {
  const troubles = troublesOf(seen(), now());
  const actors = view().children.map(
    ({ id, status, value }) =>
      `${id} ${status}${value === null ? '' : ` (${stateInWords(value)})`}`,
  );
  const all = troubles.length === 0 ? ['No trouble.'] : troubles;
  return [...all, `Restarts in the last hour: ${view().restarts1h}.`, actors.join(' · ')].join(
    '\n',
  );
}
