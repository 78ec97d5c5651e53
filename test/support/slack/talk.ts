import {
  openSlackWorld,
  type SlackWorld,
  type SlackWorldOptions,
} from '../../../src/commands/world/slack/world.ts';
import type { Trouble, Verdict } from '../../../src/domain/delivery/verdict.ts';
import { redactor } from '../../../src/log/redact.ts';
import type { Chat, Rendered } from '../../../src/ports/chat.ts';
import { slackChat } from '../../../src/slack/chat.ts';
import { slackFetch } from '../../../src/sources/slackFetch.ts';

/** A double of Slack and the real adapter that talks to it. */
export interface Talk {
  readonly world: SlackWorld;
  readonly chat: Chat;
  /** What the SDK wanted to log. */
  readonly sdkLog: readonly string[];
  close(): Promise<void>;
}

export interface TalkOptions extends SlackWorldOptions {
  readonly timeoutMs?: number;
  /** A token that the double does not know. */
  readonly token?: string;
}

export async function openTalk(options: TalkOptions = {}): Promise<Talk> {
  const world = await openSlackWorld({ paced: false, ...options });
  const token = options.token ?? world.tokens.bot;
  const connections = slackFetch();
  const sdkLog: string[] = [];
  const chat = slackChat({
    token,
    apiUrl: world.url,
    fetch: connections.fetch,
    redact: redactor([token]),
    timeoutMs: options.timeoutMs ?? 2_000,
    onSdkLog: (level, text) => void sdkLog.push(`${level} ${text}`),
  });
  const close = async () => {
    await connections.close();
    await world.close();
  };
  return { world, chat, sdkLog, close };
}

/** A message as the renderer makes it; what matters to a test is said by the test. */
export const message = (given: Partial<Rendered> = {}): Rendered => ({
  kind: 'post',
  channel: 'C0PAPERS',
  threadTs: null,
  text: 'P2300R10 is new',
  blocks: [{ type: 'section', text: { type: 'mrkdwn', text: 'P2300R10 is new' } }],
  attachments: null,
  nonce: 'b0e7c7a0-0000-4000-8000-000000000001',
  ...given,
});

/** The verdict, when it is not `sent`. */
export function trouble(verdict: { readonly type: string } | Verdict): Trouble {
  if ('failure' in verdict) return verdict;
  throw new Error(`wanted trouble, got ${verdict.type}`);
}

/** A verdict in one line: `refused transient NETWORK/refused`. */
export function inShort(verdict: { readonly type: string } | Verdict): string {
  if (!('failure' in verdict)) return verdict.type;
  const { failure } = verdict;
  const detail = verdict.type === 'refused' ? verdict.kind : '';
  const scope = verdict.type === 'limited' ? `${verdict.scope} ${verdict.retryAfterMs}` : '';
  const words = [verdict.type, detail, scope, `${failure.category}/${failure.reason}`];
  return words.filter((word) => word !== '').join(' ');
}
