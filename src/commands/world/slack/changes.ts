/** What people and admins do to a workspace while the app runs. */

import type { Channel, User, Workspace } from './workspace.ts';

/** Takes effect at once. An id that is not there is a mistake of the caller. */
export interface Changes {
  archive(channel: string): void;
  unarchive(channel: string): void;
  removeBot(channel: string): void;
  addBot(channel: string): void;
  addChannel(channel: string): void;
  leave(channel: string, user: string): void;
  deactivate(user: string): void;
  reactivate(user: string): void;
  revokeToken(): void;
  restoreToken(): void;
  uninstall(): void;
  takeScope(scope: string): void;
  giveScope(scope: string): void;
  deleteMessage(channel: string, ts: string): void;
  allowEdits(allowed: boolean): void;
  showHome(shown: boolean): void;
}

/** The changes to one workspace. */
export function changesTo(workspace: Workspace): Changes {
  const { channels, users, messages, rights } = workspace;
  const channel = (id: string): Channel => known(channels, id);
  const user = (id: string): User => known(users, id);
  const token = (state: Workspace['rights']['token']) => () => {
    rights.token = state;
  };
  return {
    archive: (id) => {
      channel(id).archived = true;
    },
    unarchive: (id) => {
      channel(id).archived = false;
    },
    removeBot: (id) => {
      channel(id).botIn = false;
    },
    addBot: (id) => {
      channel(id).botIn = true;
    },
    addChannel: (id) => {
      const kind = id.startsWith('G') ? 'private' : 'public';
      const members = new Set(users.keys());
      channels.set(id, { id, name: id, kind, user: null, members, archived: false, botIn: true });
    },
    leave: (id, who) => void channel(id).members.delete(who),
    deactivate: (id) => {
      user(id).deactivated = true;
    },
    reactivate: (id) => {
      user(id).deactivated = false;
    },
    revokeToken: token('token_revoked'),
    restoreToken: token('ok'),
    uninstall: token('account_inactive'),
    takeScope: (scope) => void rights.scopes.delete(scope),
    giveScope: (scope) => void rights.scopes.add(scope),
    deleteMessage: (id, ts) => {
      const at = messages.findIndex((one) => one.channel === id && one.ts === ts);
      if (at < 0) throw new Error(`no message ${ts} in ${id}`);
      messages.splice(at, 1);
    },
    allowEdits: (allowed) => {
      rights.edits = allowed;
    },
    showHome: (isShown) => {
      rights.home = isShown;
    },
  };
}

function known<T>(map: ReadonlyMap<string, T>, id: string): T {
  const found = map.get(id);
  if (found === undefined) throw new Error(`the double knows no ${id}`);
  return found;
}
