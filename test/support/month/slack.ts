/** A Slack inside the process: it takes everything, remembers what was said, and sends what people do. */

import type { Message } from '../../../src/commands/world/slack/workspace.ts';
import type { Content } from '../../../src/domain/delivery/content.ts';
import type { Verdict } from '../../../src/domain/delivery/verdict.ts';
import type { Inbound } from '../../../src/domain/talk/inbound.ts';
import type { Chat, Rendered } from '../../../src/ports/chat.ts';
import type { Respond } from '../../../src/ports/talk/answers.ts';
import type { Connect, ConnectionListeners } from '../../../src/ports/talk/socket.ts';
import type { VirtualClock } from '../clock.ts';

const HANDSHAKE_MS = 100;
const PING_MS = 20_000;
/** Slack ends each connection after some hours, and says so before. */
const LIFE_MS = 6 * 3_600_000;

/** What was seen, and how to make people do things. */
export interface InnerSlack {
  readonly chat: Chat;
  readonly connect: Connect;
  readonly respond: Respond;
  /** Calls of the Web API by method. */
  readonly calls: Map<string, number>;
  readonly messages: Message[];
  readonly answers: Content[];
  /** How many connections were made, and how many are open. */
  connections(): { readonly made: number; readonly open: number };
  /** Somebody does something; false: nobody listens. */
  say(inbound: Inbound): boolean;
}

/** Opens one on a clock that moves only when it is told to. */
export function innerSlack(clock: VirtualClock): InnerSlack {
  const calls = new Map<string, number>();
  const messages: Message[] = [];
  const answers: Content[] = [];
  const open = new Set<ConnectionListeners>();
  let made = 0;
  let stamp = 0;
  const call = (method: string): void => void calls.set(method, (calls.get(method) ?? 0) + 1);
  const nextTs = (): string => {
    stamp += 1;
    return `${Math.floor(clock.now() / 1_000)}.${String(stamp).padStart(6, '0')}`;
  };

  const posted = (message: Rendered): Verdict => {
    const { channel, text, blocks, attachments, threadTs, broadcast = false } = message;
    const ts = nextTs();
    messages.push({
      ts,
      channel,
      text,
      threadTs,
      broadcast,
      metadata: null,
      at: clock.now(),
      edits: 0,
      reactions: new Set(),
      blocks: blocks ?? [],
      attachments: attachments ?? [],
    });
    return { type: 'sent', channel, ts };
  };
  const edited = ({ channel, ts, text, blocks }: Rendered): Verdict => {
    const message = messages.find((one) => one.channel === channel && one.ts === ts);
    if (message === undefined) throw new Error(`an edit of what is not there: ${channel} ${ts}`);
    Object.assign(message, { text, blocks: blocks ?? [], edits: message.edits + 1 });
    return { type: 'sent', channel, ts: message.ts };
  };
  const methods = {
    post: 'chat.postMessage',
    update: 'chat.update',
    delete: 'chat.delete',
    react: 'reactions.add',
    ephemeral: 'chat.postEphemeral',
    home: 'views.publish',
  } as const;
  const took: Verdict = { type: 'sent', channel: null, ts: null };
  const chat: Chat = {
    deliver: async (message) => {
      call(methods[message.kind]);
      if (message.kind === 'post') return posted(message);
      return message.kind === 'update' ? edited(message) : took;
    },
    open: async (person) => {
      call('conversations.open');
      return { type: 'opened', channel: `D${person.slice(1)}` };
    },
    probe: async () => took,
    look: async (doubts) => ({ type: 'read', sights: doubts.map(() => ({ type: 'absent' })) }),
    auth: async () => {
      call('auth.test');
      return took;
    },
  };

  const connect: Connect = (listeners) => {
    call('apps.connections.open');
    const gone = Promise.withResolvers<void>();
    const timers = new Set<number>();
    const after = (ms: number, work: () => void): void => {
      const timer = clock.setTimeout(() => {
        timers.delete(timer);
        work();
      }, ms);
      timers.add(timer);
    };
    const end = (): void => {
      open.delete(listeners);
      for (const timer of timers) clock.clearTimeout(timer);
      gone.resolve();
    };
    const ping = (): void => {
      listeners.alive();
      after(PING_MS, ping);
    };
    after(HANDSHAKE_MS, () => {
      made += 1;
      open.add(listeners);
      listeners.authenticated();
      listeners.connected(open.size);
      after(LIFE_MS, () => {
        listeners.notice('refresh_requested');
      });
      after(PING_MS, ping);
    });
    return { close: end, destroy: end, gone: gone.promise };
  };

  return {
    chat,
    connect,
    calls,
    messages,
    answers,
    respond: async (_, content) => {
      answers.push(content);
      return { type: 'sent' };
    },
    connections: () => ({ made, open: open.size }),
    say: (inbound) => {
      const [listeners] = open;
      listeners?.received('command', 1);
      listeners?.inbound(inbound);
      return listeners !== undefined;
    },
  };
}
