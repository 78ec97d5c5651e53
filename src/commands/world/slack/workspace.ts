/** What the double of Slack remembers: people, conversations, messages, rights. */

/** A conversation. `user` is the person of a direct one. */
export interface Channel {
  readonly id: string;
  readonly name: string;
  readonly kind: 'public' | 'private' | 'im';
  readonly user: string | null;
  readonly members: Set<string>;
  archived: boolean;
  botIn: boolean;
}

/** A person. */
export interface User {
  readonly id: string;
  readonly name: string;
  deactivated: boolean;
}

/** A stored message; lists are as they were sent. */
export interface Message {
  readonly ts: string;
  readonly channel: string;
  readonly threadTs: string | null;
  readonly broadcast: boolean;
  readonly metadata: unknown;
  readonly reactions: Set<string>;
  /** When it was stored, in ms since the epoch. */
  readonly at: number;
  text: string;
  blocks: readonly unknown[];
  attachments: readonly unknown[];
  edits: number;
}

/** Something that only its reader saw. */
export interface Whisper {
  readonly channel: string;
  readonly user: string;
  readonly text: string;
}

/** What the app may do just now. */
export interface Rights {
  readonly scopes: Set<string>;
  /** `ok`, or the code that every call is answered with. */
  token: 'ok' | 'token_revoked' | 'account_inactive';
  edits: boolean;
  home: boolean;
}

/** The whole state. */
export interface Workspace {
  readonly channels: Map<string, Channel>;
  readonly users: Map<string, User>;
  /** In the order of their `ts`. */
  readonly messages: Message[];
  readonly whispers: Whisper[];
  /** What people wrote, by channel and `ts`, with the thread: it can be replied to. */
  readonly spoken: Map<string, string | null>;
  readonly homes: Map<string, readonly unknown[]>;
  readonly rights: Rights;
  /** A new moment as Slack writes it: ten digits, dot, six digits; strictly increasing. */
  nextTs(): string;
  now(): number;
}

/** The id under which our bot acts. */
export const botUser = 'U0PAPERBOT';

/** What is granted by a plain installation; the optional scopes are not in it. */
export const plainScopes: readonly string[] = [
  'app_mentions:read',
  'channels:read',
  'chat:write',
  'commands',
  'groups:read',
  'im:history',
  'im:read',
  'im:write',
  'users:read',
];

/** The same with the right to read what was said, so that an uncertain message is looked up. */
export const scopesWithHistory: readonly string[] = [
  ...plainScopes,
  'channels:history',
  'groups:history',
];

/** What a workspace begins with. */
export interface WorkspaceOptions {
  /** Ids of channels the bot is in: `C…` public, `G…` private. */
  readonly channels: readonly string[];
  readonly users: readonly string[];
  readonly scopes: readonly string[];
  readonly now: () => number;
}

/** A workspace without messages. */
export function emptyWorkspace({ channels, users, scopes, now }: WorkspaceOptions): Workspace {
  let last = 0;
  const people = users.map((id): [string, User] => [
    id,
    { id, name: nameOf(id), deactivated: false },
  ]);
  return {
    channels: new Map(channels.map((id) => [id, newChannel(id, users)])),
    users: new Map(people),
    messages: [],
    whispers: [],
    spoken: new Map(),
    homes: new Map(),
    rights: { scopes: new Set(scopes), token: 'ok', edits: true, home: true },
    nextTs: () => {
      last = Math.max(last + 1, Math.floor(now() * 1_000));
      return `${Math.floor(last / 1e6)}.${String(last % 1e6).padStart(6, '0')}`;
    },
    now,
  };
}

/** How a person or a conversation is called. */
export const nameOf = (id: string): string => id.toLowerCase();

const newChannel = (id: string, users: readonly string[]): Channel => ({
  id,
  name: nameOf(id),
  kind: id.startsWith('G') ? 'private' : 'public',
  user: null,
  members: new Set(users),
  archived: false,
  botIn: true,
});

/** The direct conversation with a person, made when it is not there. */
export function directWith(workspace: Workspace, user: string): Channel {
  const id = `D${user.slice(1)}`;
  const known = workspace.channels.get(id);
  if (known !== undefined) return known;
  const made: Channel = {
    id,
    name: nameOf(user),
    kind: 'im',
    user,
    members: new Set([user]),
    archived: false,
    botIn: true,
  };
  workspace.channels.set(id, made);
  return made;
}
