/** The socket side of the double: what tests make Slack say, and what they ask about it. */

import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { directWith, type Workspace } from '../workspace.ts';
import type { Answers } from './answers.ts';
import type { LinkFault } from './faults.ts';
import { opcodes } from './frames.ts';
import type { Habits } from './link.ts';
import { openLinks } from './links.ts';
import {
  clickPayload,
  commandPayload,
  eventPayload,
  type Pressed,
  type Whence,
  wordsEvent,
} from './payloads.ts';
import { openPost, type Patience, type Sent, slackPatience } from './post.ts';

/** How the double behaves; everything has Slack's own number as default. */
export interface SideOptions {
  readonly pingEveryMs?: number;
  readonly lingerMs?: number;
  readonly patience?: Patience;
}

/** What people and Slack do through the socket. */
export interface SocketSide {
  command(command: '/paperscout' | '/paper', text: string, from?: Whence): Sent;
  /** `text` goes on after the bot's name. */
  mention(text: string, from?: Whence): Sent;
  direct(text: string, from: { readonly user: string; readonly channel: string }): Sent;
  /** An ordinary message in a channel. */
  say(text: string, from?: Whence): Sent;
  click(pressed: Pressed): Sent;
  /** Any event; the same `id` again is what Slack sends twice. */
  event(event: Readonly<Record<string, unknown>>, id?: string): Sent;
  /** Sends an envelope and cuts the connection before its ack can arrive. */
  commandAndCut(command: '/paperscout' | '/paper', text: string): Sent;
  /** Says on every connection that it ends, and closes it `noticeMs` later; null: never. */
  refresh(reason: string, noticeMs: number | null): void;
  /** A frame as it stands, on every connection. */
  raw(frame: string | Buffer): void;
  /** Connections to come. */
  fault(fault: LinkFault, times?: number): void;
  clearFaults(): void;
  readonly habits: Habits;
  /** What greetings say of the number of connections; null: the truth. */
  report(connections: number | null): void;
  cut(): void;
  close(code?: number): void;
  freeze(): void;
  sent(): readonly Sent[];
  /** Connections that are greeted and not closing. */
  live(): number;
  /** TCP connections. */
  open(): number;
  mostOpen(): number;
  gaps(): readonly number[];
}

/** What the server of the double needs of it. */
export interface SocketBackstage {
  readonly side: SocketSide;
  ticket(): string;
  upgrade(request: IncomingMessage, socket: Duplex): void;
  shut(): void;
}

/** Opens the socket side of a workspace. */
export function openSide(
  workspace: Workspace,
  answers: Answers,
  note: (breach: string) => void,
  options: SideOptions,
): SocketBackstage {
  const { pingEveryMs = 10_000, lingerMs = 15_000, patience = slackPatience } = options;
  const { now } = workspace;
  const onText = (text: string): void => {
    if (!post.acked(text)) note('unknown_ack');
  };
  const links = openLinks({ now, pingEveryMs, lingerMs, onText });
  const post = openPost((text) => links.put(text) !== null, patience, now);
  const cutting = openPost(
    (text) => {
      const link = links.put(text);
      link?.reset();
      return link !== null;
    },
    patience,
    now,
  );
  const onAll = (work: (link: ReturnType<typeof links.live>[number]) => void): void => {
    for (const link of links.live()) work(link);
  };
  let nth = 0;
  const newId = (): string => {
    nth += 1;
    return `Ev${String(nth).padStart(8, '0')}`;
  };
  const event = (fields: Readonly<Record<string, unknown>>, id = newId()): Sent =>
    post.hand(eventPayload(id, now(), fields));
  const command = (name: string, text: string, from: Whence) =>
    commandPayload({ command: name, text, responseUrl: answers.newUrl() }, from);
  const words = (type: 'app_mention' | 'message', text: string, from: Whence): Sent => {
    const ts = workspace.nextTs();
    workspace.spoken.set(`${from.channel ?? 'C0PAPERS'} ${ts}`, from.threadTs ?? null);
    return event(wordsEvent(type, text, ts, from));
  };
  const side: SocketSide = {
    command: (name, text, from = {}) => post.hand(command(name, text, from)),
    commandAndCut: (name, text) => cutting.hand(command(name, text, {})),
    mention: (text, from = {}) => words('app_mention', `<@U0PAPERBOT> ${text}`, from),
    direct: (text, from) => {
      directWith(workspace, from.user); // who writes to us has the conversation open
      return words('message', text, from);
    },
    say: (text, from = {}) => words('message', text, from),
    click: (pressed) => post.hand(clickPayload(pressed, workspace.nextTs(), answers.newUrl())),
    event,
    refresh: (reason, noticeMs) =>
      onAll((link) => {
        const notice = { type: 'disconnect', reason, debug_info: { host: 'double' } };
        link.send(opcodes.text, Buffer.from(JSON.stringify(notice)));
        if (noticeMs === 0) link.close(1000);
        else if (noticeMs !== null) setTimeout(() => link.close(1000), noticeMs).unref();
      }),
    raw: (frame) =>
      onAll((link) =>
        typeof frame === 'string'
          ? link.send(opcodes.text, Buffer.from(frame))
          : link.send(opcodes.binary, frame),
      ),
    fault: (fault, times = 1) => links.faults.add(fault, times),
    clearFaults: () => links.faults.clear(),
    habits: links.habits,
    report: links.report,
    cut: () => onAll((link) => link.reset()),
    close: (code = 1000) => onAll((link) => link.close(code)),
    freeze: () => onAll((link) => link.freeze()),
    sent: () => [...post.sent, ...cutting.sent],
    live: () => links.live().length,
    open: links.open,
    mostOpen: links.mostOpen,
    gaps: links.gaps,
  };
  return { side, ticket: links.ticket, upgrade: links.upgrade, shut: links.resetAll };
}
