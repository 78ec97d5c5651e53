/** Records of alerts as a storm leaves them, for the judges of `npm run chaos`. */

import type { Heard } from '../../../src/commands/chaos/fleet.ts';
import type {
  AlertRow,
  EpisodeRecord,
  NoticeRecord,
} from '../../../src/commands/chaos/verdict/alerts/record.ts';
import type { Message } from '../../../src/commands/world/slack/workspace.ts';

export const episode = (id: string, rest: Partial<EpisodeRecord> = {}): EpisodeRecord => ({
  id,
  key: 'self.db',
  rule: 'self.db',
  open: false,
  flapping: false,
  events: ['fired', 'resolved'],
  ...rest,
});

export const notice = (key: string, rest: Partial<NoticeRecord> = {}): NoticeRecord => ({
  key,
  episode: key.split(':')[0] ?? '',
  channel: 'slack',
  kind: 'firing',
  says: 'firing',
  state: 'delivered',
  into: null,
  ...rest,
});

export const ends = { kind: 'resolved', says: 'resolved' } as const;

export const row = (dedupeKey: string, ts: string, rest: Partial<AlertRow> = {}): AlertRow => ({
  dedupeKey,
  kind: 'post',
  template: 'alert',
  state: 'sent',
  anchorKey: null,
  ts,
  threadOf: null,
  createdAt: 1_000,
  adopted: false,
  ...rest,
});

export const message = (ts: string, text: string): Message => ({
  ts,
  text,
  channel: 'C0OPS',
  threadTs: null,
  broadcast: false,
  metadata: null,
  at: 0,
  reactions: new Set(),
  blocks: [],
  attachments: [],
  edits: 0,
});

export const line = (event: string, heardAt: number, rest: object = {}): Heard => ({
  event,
  heardAt,
  berth: 'one',
  ...rest,
});

export const anchor = row('e1:1:slack', '1.1', { anchorKey: 'alert:e1' });
export const reply = row('e1:2:slack', '1.2', { threadOf: 'alert:e1' });
