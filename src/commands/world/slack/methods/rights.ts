/** Which scope a call needs, and which token. */

import type { Channel, Workspace } from '../workspace.ts';
import { SlackRefusal } from './refusal.ts';

/** The tokens of the one app in the double. */
export interface Tokens {
  readonly bot: string;
  readonly app: string;
}

const ofMethod: Readonly<Record<string, string>> = {
  'chat.postMessage': 'chat:write',
  'chat.update': 'chat:write',
  'chat.delete': 'chat:write',
  'chat.postEphemeral': 'chat:write',
  'conversations.open': 'im:write',
  'users.info': 'users:read',
  'reactions.add': 'reactions:write',
};

const family: Readonly<Record<Channel['kind'], string>> = {
  public: 'channels',
  private: 'groups',
  im: 'im',
};

const reading: Readonly<Record<string, string>> = {
  'conversations.info': 'read',
  'conversations.history': 'history',
  'conversations.replies': 'history',
};

/** Refuses the call unless the token and its scopes allow it. */
export function checkRights(
  workspace: Workspace,
  tokens: Tokens,
  call: { readonly method: string; readonly channel: string; readonly token: string },
): void {
  checkToken(workspace, tokens, call);
  const { scopes } = workspace.rights;
  const right = reading[call.method];
  const kind = workspace.channels.get(call.channel)?.kind ?? 'public';
  const needed = right === undefined ? ofMethod[call.method] : `${family[kind]}:${right}`;
  if (needed === undefined || scopes.has(needed)) return;
  throw new SlackRefusal('missing_scope', { needed, provided: [...scopes].join(',') });
}

function checkToken(
  workspace: Workspace,
  tokens: Tokens,
  { method, token }: { readonly method: string; readonly token: string },
): void {
  if (token === '') throw new SlackRefusal('not_authed');
  const [wanted, other] =
    method === 'apps.connections.open' ? [tokens.app, tokens.bot] : [tokens.bot, tokens.app];
  if (token === other) throw new SlackRefusal('not_allowed_token_type');
  if (token !== wanted) throw new SlackRefusal('invalid_auth');
  if (workspace.rights.token !== 'ok') throw new SlackRefusal(workspace.rights.token);
}
