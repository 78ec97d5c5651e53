import { noUser } from '../failures.ts';
import type { User } from './run.ts';

const candidates = ['postgres', 'node', 'nobody'];

/**
 * Whom the server runs as when we are root, which PostgreSQL refuses: whoever owns the database
 * already, else the first of three usual accounts. Throws CONFIG/`no_database` when there is none.
 */
export const otherUser = (
  owner: { readonly uid: number; readonly gid: number } | null,
  passwd: string,
): NonNullable<User> => {
  if (owner !== null && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid };
  const accounts = passwd.split('\n').map((line) => line.split(':'));
  for (const name of candidates) {
    const [, , uid = '', gid = ''] = accounts.find(([account]) => account === name) ?? [];
    if (/^[1-9]\d*$/.test(uid) && /^\d+$/.test(gid)) return { uid: Number(uid), gid: Number(gid) };
  }
  throw noUser();
};
