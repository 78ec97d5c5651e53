/** Buttons: what each does, and what is answered. */

import type { Reply } from '../../domain/delivery/reply.ts';
import { parse } from '../../domain/talk/grammar/parse.ts';
import type { Inbound } from '../../domain/talk/inbound.ts';
import { turnedOf } from '../../domain/talk/replies/lists.ts';
import { problemReply, sayReply } from '../../domain/talk/replies/plain.ts';
import { obey } from './commands.ts';
import { publishHome } from './home.ts';
import type { Talking } from './needs.ts';
import { instead, quietly, send } from './send.ts';

type Click = Extract<Inbound, { readonly type: 'click' }>;

/** Slack wants names that occur once, so the second of a name ends in `:2`. */
const nameOf = ({ actionId }: Click): string => actionId.replace(/:\d+$/, '');

/** Does what a button of ours asks for; buttons of others are left alone. Throws DB failures. */
export async function click(needs: Talking, pressed: Click): Promise<void> {
  const value = pressed.value ?? '';
  switch (nameOf(pressed)) {
    case 'talk.watch':
      return watchOrNot(needs, pressed, `watch paper:${value}`);
    case 'talk.unwatch':
      return watchOrNot(needs, pressed, `unwatch paper:${value}`);
    case 'talk.remove':
      await needs.people.unwatch(pressed.user, value);
      return publishHome(needs, pressed.user, pressed.key);
    case 'talk.next':
    case 'talk.back':
      return turn(needs, pressed, value);
    case 'talk.forget':
      return forget(needs, pressed);
    case 'talk.keep':
      return send(needs, pressed, sayReply('Nothing was deleted.'), instead);
    default:
      return;
  }
}

async function watchOrNot(needs: Talking, pressed: Click, text: string): Promise<void> {
  await send(needs, pressed, await answerTo(needs, pressed, text, 0), quietly);
  await publishHome(needs, pressed.user, pressed.key);
}

async function turn(needs: Talking, pressed: Click, value: string): Promise<void> {
  const turned = turnedOf(value);
  if (turned === null) return;
  const reply = await answerTo(needs, pressed, turned.text, turned.page);
  await send(needs, pressed, reply, instead);
}

async function answerTo(
  needs: Talking,
  pressed: Click,
  text: string,
  page: number,
): Promise<Reply> {
  const read = parse(text);
  if (read.type === 'problem') return problemReply(read);
  const { user, channel } = pressed;
  return obey(needs, read, { user, channel, open: false, turned: { text, page } });
}

/** The answer goes by the URL alone: a row would be a trace of somebody who wants none. */
async function forget(needs: Talking, pressed: Click): Promise<void> {
  await needs.people.forget(pressed.user);
  if (pressed.responseUrl === null) return;
  const done = sayReply('Done. Your watches, your settings and what was held for you are deleted.');
  const url = { responseUrl: pressed.responseUrl, at: pressed.at };
  const responded = await needs.respond(url, done, { ephemeral: true, replace: true });
  if (responded.type === 'refused') needs.report(responded.failure);
}
