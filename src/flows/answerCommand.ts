/** From what arrives to an answer: commands, mentions, direct messages, clicks, homes, previews. */

import type { Reply } from '../domain/delivery/reply.ts';
import { Failure } from '../domain/health/failure.ts';
import { parse } from '../domain/talk/grammar/parse.ts';
import { withoutName, withoutOurName } from '../domain/talk/grammar/words.ts';
import type { Inbound } from '../domain/talk/inbound.ts';
import { type Allowed, type Rates, take } from '../domain/talk/rate.ts';
import {
  databaseAway,
  problemReply,
  somethingBroke,
  waitReply,
} from '../domain/talk/replies/plain.ts';
import type { OnInbound } from '../ports/talk/answers.ts';
import { click } from './talk/clicks.ts';
import { asksTheStore, changesHome, isOpen, obey } from './talk/commands.ts';
import { publishHome, takingTurns } from './talk/home.ts';
import type { Talking, TalkNeeds } from './talk/needs.ts';
import { previewer } from './talk/overhear.ts';
import { type Askable, isAway, openly, quietly, send } from './talk/send.ts';

type Asked = Extract<Inbound, { readonly type: 'command' | 'mention' | 'direct' }>;

/**
 * Answers everything that arrives, each once. Bad input is answered with one line and stores
 * nothing. What fails is answered in plain words, then thrown: DB failures, or UNKNOWN for a bug.
 */
export function answerCommand(given: TalkNeeds): OnInbound {
  const needs: Talking = { ...given, inTurn: takingTurns() };
  let rates: Rates = new Map();
  const overhear = previewer(needs);
  const allowed = (user: string): Allowed => {
    const taken = take(rates, user, needs.clock.elapsed());
    rates = taken.rates;
    return taken.allowed;
  };
  return async (inbound) => {
    switch (inbound.type) {
      case 'command':
      case 'mention':
      case 'direct':
      case 'click':
        return guarded(needs, inbound, allowed(inbound.user));
      case 'message':
        return overhear(inbound);
      case 'home_opened':
        return publishHome(needs, inbound.user, inbound.key);
      case 'channel_restored':
      case 'channel_archived':
      case 'unauthorised':
      case 'events_limited':
        return; // the queue's and the socket's business
    }
  };
}

async function guarded(needs: Talking, inbound: Askable, allowed: Allowed): Promise<void> {
  if (allowed === 'silent') return;
  if (allowed === 'wait') return send(needs, inbound, waitReply, quietly);
  try {
    if (inbound.type !== 'click') await answer(needs, inbound);
    else if (isAway(needs)) await send(needs, inbound, databaseAway, quietly);
    else await click(needs, inbound);
  } catch (thrown) {
    const failure = Failure.from(thrown, 'talk.answer');
    await apologise(needs, inbound, failure.category === 'DB' ? databaseAway : somethingBroke);
    throw failure;
  }
}

/** An apology that does not get there either is not worth a second failure. */
async function apologise(needs: TalkNeeds, inbound: Askable, reply: Reply): Promise<void> {
  try {
    await send(needs, inbound, reply, quietly);
  } catch (thrown) {
    needs.report(Failure.from(thrown, 'talk.apologise'));
  }
}

async function answer(needs: Talking, asked: Asked): Promise<void> {
  const text = wordsIn(asked);
  const way = asked.type === 'command' && asked.command === '/paper' ? 'paper' : 'paperscout';
  const read = parse(text, way);
  if (read.type === 'problem') return send(needs, asked, problemReply(read), quietly);
  if (isAway(needs) && asksTheStore(read)) return send(needs, asked, databaseAway, quietly);
  const open = asked.type === 'mention' && isOpen(read);
  const turned = { text: way === 'paper' ? asSearch(text) : text, page: 0 };
  const reply = await obey(needs, read, {
    user: asked.user,
    channel: asked.channel,
    turned,
    open,
  });
  await send(needs, asked, reply, open ? openly : quietly);
  if (changesHome(read)) await publishHome(needs, asked.user, asked.key);
}

/** What is asked, without what only calls us. */
function wordsIn({ type, text }: Asked): string {
  if (type === 'mention') return withoutOurName(text);
  return type === 'direct' ? withoutName(text) : text;
}

/** `/paper words` as a command that finds the same: what its buttons bring back. */
const asSearch = (text: string): string =>
  /^\s*search\s+\S/i.test(text) ? text : `search ${text}`;
