/** The health document in one line. */

import * as v from 'valibot';
import type { Palette } from './story.ts';

const text = v.nullable(v.string());
const number = v.nullable(v.number());

const shape = v.object({
  status: v.picklist(['pass', 'warn', 'fail']),
  notes: v.array(v.string()),
  summary: v.object({
    last_successful_poll: text,
    queue_depth: number,
    db_pool: v.object({ status: v.string() }),
    supervisor: v.object({ restarts_1h: number }),
  }),
});

/** What the demo shows of `GET /health` of the operators' listener. */
export type Health = v.InferOutput<typeof shape> & { readonly code: number };

/** Reads an answer; throws where it is no health document. */
export const readHealth = (code: number, body: string): Health => ({
  code,
  ...v.parse(shape, JSON.parse(body)),
});

const none = (value: string | number | null): string => (value === null ? 'none' : String(value));

/** Status and code, then the flat names of the summary, then what operators are told besides. */
export function shortHealth(health: Health, colours: Palette): string {
  const { code, status, notes, summary } = health;
  const paint = { pass: colours.good, warn: colours.warn, fail: colours.bad }[status];
  const values = [
    `last_successful_poll=${none(summary.last_successful_poll?.slice(11, 19) ?? null)}`,
    `queue_depth=${none(summary.queue_depth)}`,
    `db_pool.status=${summary.db_pool.status}`,
    `supervisor.restarts_1h=${none(summary.supervisor.restarts_1h)}`,
  ];
  const said = notes.map((note) => `\n           ${colours.dim(note)}`).join('');
  return `${paint(`${code} ${status}`)}  ${values.join(' ')}${said}`;
}
