/** What Slack gets of an episode: one message edited in place, and a thread below it. */

import type { AlertFace, Content } from '../../delivery/content.ts';
import type { OutboxDraft } from '../../delivery/outbox.ts';
import type { AlertCommit } from '../book.ts';
import type { Episode } from '../episode.ts';
import { isAlarm, isDelivered, type Notice } from './notice.ts';

const BETWEEN_EDITS_MS = 30_000;

type Rows = AlertCommit['rows'];

/** What is known of an episode when its rows are written. */
export interface Showing {
  readonly episode: Episode;
  /** Its notices for Slack that are new, in order; without those that wait for a digest. */
  readonly fresh: readonly Notice[];
  /** All of its notices. */
  readonly notices: readonly Notice[];
  readonly all: ReadonlyMap<string, Notice>;
  /** The channel of the operators. */
  readonly dest: string;
  /** Whether somebody may press buttons. */
  readonly buttons: boolean;
  /** What the message says as a whole, as of now. */
  readonly title: string;
  readonly text: string;
  readonly runbook: string;
  readonly steady: number;
}

/** The rows, the episode as it is shown then, and when the next edit may be due. */
export interface Shown {
  readonly rows: Rows;
  readonly episode: Episode;
  readonly nextAt: number | null;
}

/** The message of an episode is found again under this name. */
export const anchorOf = ({ id }: Pick<Episode, 'id'>): string => `alert:${id}`;

const row = (
  dest: string,
  draft: Partial<OutboxDraft> & Pick<OutboxDraft, 'dedupeKey' | 'content'>,
): OutboxDraft =>
  ({
    dest,
    lane: 0,
    kind: 'post',
    anchorKey: null,
    threadOf: null,
    foldable: false,
    notBefore: null,
    expiresAt: null,
    ...draft,
  }) as OutboxDraft; // the lane is one of its numbers

/** The rows of an episode: its message at first, then replies, and an edit when it looks otherwise. */
export function slackRows(showing: Showing): Shown {
  const { episode, fresh, dest } = showing;
  const { face } = episode.marks;
  const first = face === '' ? fresh.find(isAlarm) : undefined;
  if (face === '' && first === undefined) {
    const rows = fresh.map((notice) => ({
      notice: notice.key,
      draft: row(dest, alone(showing, notice)),
    }));
    return { rows, episode, nextAt: null };
  }
  if (first !== undefined) {
    const anchor = { dedupeKey: first.key, anchorKey: anchorOf(episode), content: whole(showing) };
    const rows = [{ notice: first.key, draft: row(dest, anchor) }];
    return { rows, episode: faced(showing), nextAt: null };
  }
  const edit = edited(showing);
  const replies = hasArrived(showing) ? fresh.map((notice) => reply(showing, notice)) : [];
  return { ...edit, rows: [...edit.rows, ...replies] };
}

/** Replies would wait for their parent one by one; until it is there, the message says it all. */
const hasArrived = ({ notices, all }: Showing): boolean =>
  notices.some((one) => one.channel === 'slack' && !one.crowded && isDelivered(one, all));

const faceOf = ({ endedAt, ackedBy, marks }: Episode): string =>
  `${endedAt === null ? 'firing' : 'resolved'}:${ackedBy ?? ''}:${marks.flapping ? 'flapping' : ''}`;

const faced = ({ episode, steady }: Showing): Episode => ({
  ...episode,
  marks: { ...episode.marks, face: faceOf(episode), editedAt: steady },
});

/** Transitions at once; what only flickers at most every half minute, the newest counts. */
function edited(showing: Showing): Shown {
  const { episode, fresh, dest, steady } = showing;
  const { face, editedAt, flapping } = episode.marks;
  if (faceOf(episode) === face) return { rows: [], episode, nextAt: null };
  const mayAt = (editedAt ?? 0) + BETWEEN_EDITS_MS;
  if (flapping && fresh.length === 0 && mayAt > steady) return { rows: [], episode, nextAt: mayAt };
  const draft = row(dest, {
    dedupeKey: `${anchorOf(episode)}:edit:${episode.events}:${steady}`,
    kind: 'update',
    anchorKey: anchorOf(episode),
    content: whole(showing),
  });
  return { rows: [{ notice: null, draft }], episode: faced(showing), nextAt: null };
}

const stateOf = ({ endedAt, ackedBy }: Episode): AlertFace =>
  endedAt !== null ? 'resolved' : ackedBy === null ? 'firing' : 'acknowledged';

/** The message as it should look now. */
function whole({ episode, title, text, runbook, buttons }: Showing): Content {
  const { rule, severity, startedAt, id, ackedBy, ackedAt, endedAt } = episode;
  const isOpen = endedAt === null;
  return {
    template: 'alert',
    rule,
    severity,
    title,
    text,
    sinceMs: startedAt,
    state: stateOf(episode),
    acked: ackedBy === null || ackedAt === null ? null : { by: ackedBy, at: ackedAt },
    buttons: isOpen && buttons ? { episode: id, acked: ackedBy !== null } : null,
    runbook,
    broadcast: false,
  };
}

/** Worth to be seen in the channel, too. */
const isLoud = ({ kind, body }: Notice): boolean =>
  kind === 'resolved' || kind === 'reopened' || (kind === 'reminder' && body.severity === 'P1');

const said = ({ body }: Notice, broadcast: boolean): Content => ({
  template: 'alert',
  rule: body.rule,
  severity: body.severity,
  title: body.title,
  text: body.text,
  sinceMs: body.since,
  state: body.state,
  acked: null,
  buttons: null,
  runbook: null,
  broadcast,
});

const reply = ({ episode, dest }: Showing, notice: Notice): Rows[number] => ({
  notice: notice.key,
  draft: row(dest, {
    dedupeKey: notice.key,
    threadOf: anchorOf(episode),
    content: said(notice, isLoud(notice)),
  }),
});

/** Without a message of its own, since its firing was in a digest. */
const alone = (_: Showing, notice: Notice) => ({
  dedupeKey: notice.key,
  content: said(notice, false),
});

/** A digest as a message. */
export const digestRow = (digest: Notice, dest: string): Rows[number] => ({
  notice: digest.key,
  draft: row(dest, {
    dedupeKey: digest.key,
    content: { template: 'note', title: digest.body.title, text: digest.body.text },
  }),
});
