/** Alerts: one message per episode with a coloured bar, and short replies below it. */

import { personInWords } from '../../domain/alerts/telling/person.ts';
import type { Content } from '../../domain/delivery/content.ts';
import { limits } from '../../domain/delivery/limits.ts';
import { cutMrkdwn, ownWords, safeUrl } from './literal.ts';
import { headline, sections } from './words.ts';

type Alert = Extract<Content, { template: 'alert' }>;

/** How a state looks. The word and the sign say it too, because not everybody sees the colour. */
const looks = {
  firing: { colour: '#d0021b', sign: '🔴', word: 'FIRING' },
  acknowledged: { colour: '#f5a623', sign: '🟡', word: 'ACKNOWLEDGED' },
  resolved: { colour: '#2eb67d', sign: '🟢', word: 'RESOLVED' },
} as const;

/** One line that says it all to somebody who sees only the notification. */
export function alertHeadline({ state, severity, title }: Alert): string {
  const { sign, word } = looks[state];
  return `${sign} ${word} ${severity} ${headline(title)}`;
}

const GONE = '\n(The earlier message about it is gone; this is a new one.)';

/** What, since when, and who has taken it on; times are UTC. */
function alertWords({ text, rule, sinceMs, acked, anew }: Alert): string {
  const by = acked ? `\nacknowledged by ${personInWords(acked.by)} at ${utc(acked.at)}` : '';
  return `${text}${anew === true ? GONE : ''}\nrule \`${rule}\`, since ${utc(sinceMs)}${by}`;
}

/** The coloured bar with the details, and what can be pressed. */
export const alertAttachments = (content: Alert): readonly object[] => [
  {
    color: looks[content.state].colour,
    fallback: alertHeadline(content),
    blocks: [...sections(alertWords(content)), ...actions(content)],
  },
];

const button = (actionId: string, label: string, rest: object) => ({
  type: 'button',
  action_id: actionId,
  text: { type: 'plain_text', text: label },
  ...rest,
});

/** A row that was written by an earlier version has neither buttons nor a runbook. */
function actions({ buttons, runbook, severity }: Alert): readonly object[] {
  const value = { value: buttons?.episode };
  const page = safeUrl(runbook ?? null);
  const elements = [
    ...(buttons && !buttons.acked ? [button('alert.ack', 'Acknowledge', value)] : []),
    ...(buttons ? [button('alert.mute.1h', 'Mute 1 h', value)] : []),
    ...(buttons && severity === 'P2' ? [button('alert.mute.24h', 'Mute 24 h', value)] : []),
    ...(page === null ? [] : [button('alert.runbook', 'Runbook', { url: page })]),
  ];
  return elements.length === 0 ? [] : [{ type: 'actions', elements }];
}

/** Everything in one text, for where the bar was refused. */
export const alertText = (content: Alert): string =>
  cutMrkdwn(`${alertHeadline(content)}\n${ownWords(alertWords(content))}`, limits.text);

/** Such as `2026-08-22 14:03 UTC`. */
const utc = (atMs: number): string =>
  `${new Date(atMs).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
