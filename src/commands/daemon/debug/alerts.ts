/** Alerts for operators: how each rule stands, and the orders that work when Slack does not. */

import type { Alerting } from '../../../app/alerts/alerting.ts';
import type { Watched } from '../../../domain/alerts/instances.ts';
import { keysOfRule } from '../../../domain/alerts/rule.ts';
import { isSilenced, refusalOf } from '../../../domain/alerts/telling/silence.ts';
import { acknowledge, endSilence, silence } from '../../../flows/alerts/answerAlertButton.ts';
import type { AlertKeeper } from '../../../flows/alerts/keeper.ts';
import { BadRequest } from '../../../http/debug/query.ts';
import type { GivenOrder, Order, Ordered, Page } from '../../../http/debug/routes.ts';
import type { AlertStore } from '../../../ports/alerts/store.ts';
import type { StoreView } from '../../../ports/operators/view.ts';
import type { Recorder } from './record.ts';

/** What alerts need here. Functions, since the tree comes and goes. */
export interface AlertDebugNeeds {
  readonly alerting: () => Pick<Alerting, 'keeper'> | null;
  readonly store: () => Pick<AlertStore, 'silence' | 'endSilence'> | null;
  readonly view: () => Pick<StoreView, 'episodes'> | null;
  readonly wake: () => void;
  readonly record: Recorder;
}

const moment = (ms: number | null): string | null =>
  ms === null ? null : new Date(ms).toISOString();

/** `GET /debug/alerts`: every rule and instance, the last fifty episodes, the silences. */
export const alertsPage = ({ alerting, view }: AlertDebugNeeds): Page => ({
  show: async () => {
    const keeper = alerting()?.keeper ?? null;
    return {
      evaluated_at: moment(keeper?.lastTurnAt ?? null),
      rules: keeper === null ? [] : keeper.rules.map((rule) => ruleView(keeper, rule)),
      undelivered: keeper?.undelivered() ?? null,
      silences: (keeper?.silences ?? []).map(({ fromAt, untilAt, ...rest }) => ({
        ...rest,
        from: moment(fromAt),
        until: moment(untilAt),
      })),
      episodes: (await view()?.episodes(50)) ?? [],
    };
  },
});

function ruleView(keeper: AlertKeeper, rule: AlertKeeper['rules'][number]): object {
  const { id, severity, title, when, clear, forMs, keepMs, dependsOn } = rule;
  const all = [...keeper.book.watched.values()].filter((one) => one.rule.id === id);
  const instances = all.map((one) => instanceView(keeper, one));
  return {
    id,
    severity,
    title,
    when,
    clear,
    for_ms: forMs,
    keep_ms: keepMs,
    held_by: dependsOn,
    keys: keysOfRule(rule),
    instances,
  };
}

function instanceView(keeper: AlertKeeper, { key, rule, labels, instance }: Watched): object {
  const { state, value, t0, tk, unknownSince } = instance;
  const silenced = isSilenced(keeper.silences, { rule: rule.id, labels }, keeper.times().wall);
  return {
    key,
    labels,
    state,
    value,
    t0: moment(t0),
    tk: moment(tk),
    unknown_since: moment(unknownSince),
    suppressed: silenced ? 'silenced' : (keeper.suppressed.get(key) ?? null),
    next_at: moment(nextOf(rule, instance)),
  };
}

/** When it will fire or resolve if nothing changes. */
function nextOf(
  { forMs, keepMs }: Watched['rule'],
  { state, t0, tk }: Watched['instance'],
): number | null {
  if (state === 'pending') return t0 === null ? null : t0 + forMs;
  return state === 'recovering' && tk !== null ? tk + keepMs : null;
}

const BY = 'http';
const notYet: Ordered = { status: 503, body: { error: 'the actors are not up yet' } };

/** Acknowledging, and silences. */
export function alertOrders(needs: AlertDebugNeeds): readonly Order[] {
  const { alerting, store, wake, record } = needs;
  const answered = ({ done, text }: { done: boolean; text: string }): Ordered =>
    done ? { status: 200, body: { text } } : { status: 409, body: { error: text } };

  const ack = async ({ part }: GivenOrder): Promise<Ordered> => {
    const keeper = alerting()?.keeper;
    if (keeper === undefined) return notYet;
    const episode = keeper.book.episodes.get(part('episode'));
    if (episode === undefined || episode.endedAt !== null)
      return { status: 404, body: { error: 'no open episode of this id' } };
    return record(`ack ${episode.rule}`, async () =>
      answered(acknowledge({ keeper, wake }, episode, BY)),
    );
  };

  const mute = async ({ body }: GivenOrder): Promise<Ordered> => {
    const [keeper, at] = [alerting()?.keeper, store()];
    if (keeper === undefined || at === null) return notYet;
    const wish = wishIn(body);
    const why = refusalOf(wish, keeper.rules);
    if (why !== null) throw new BadRequest(why);
    if (body['dry'] === true) return { status: 200, body: { would_mute: mutedBy(wish, keeper) } };
    const minutes = wish.spanMs / 60_000;
    return record(`silence ${wish.match.rule} ${minutes}m`, async () =>
      answered(await silence({ keeper, store: at, wake }, wish, BY)),
    );
  };

  const unmute = async ({ part }: GivenOrder): Promise<Ordered> => {
    const [keeper, at] = [alerting()?.keeper, store()];
    if (keeper === undefined || at === null) return notYet;
    const id = part('id');
    if (!/^\d{1,18}$/.test(id)) throw new BadRequest('id: expects the number of a silence');
    return record(`end-silence ${id}`, async () =>
      answered(await endSilence({ keeper, store: at, wake }, id, BY)),
    );
  };

  const fields = ['rule', 'labels', 'minutes', 'reason', 'dry'];
  return [
    { method: 'POST', path: 'alerts/:episode/ack', fields: [], give: ack },
    { method: 'POST', path: 'silences', fields, give: mute },
    { method: 'DELETE', path: 'silences/:id', fields: [], give: unmute },
  ];
}

type Wish = Parameters<typeof refusalOf>[0];

function wishIn(body: Readonly<Record<string, unknown>>): Wish {
  const { rule, labels = {}, minutes, reason, dry = false } = body;
  if (typeof rule !== 'string')
    throw new BadRequest('rule: expects the id of a rule, with * for anything');
  if (typeof minutes !== 'number') throw new BadRequest('minutes: expects a number');
  if (typeof reason !== 'string') throw new BadRequest('reason: expects some text');
  if (typeof dry !== 'boolean') throw new BadRequest('dry: expects true or false');
  if (!isLabels(labels)) throw new BadRequest('labels: expects an object of texts');
  return { match: { rule, labels }, spanMs: minutes * 60_000, reason };
}

const isLabels = (value: unknown): value is Readonly<Record<string, string>> =>
  typeof value === 'object' &&
  value !== null &&
  !Array.isArray(value) &&
  Object.values(value).every((one) => typeof one === 'string');

/** Which rules it would mute. */
function mutedBy({ match, spanMs }: Wish, { rules }: AlertKeeper): readonly string[] {
  const silences = [
    { id: '', match, author: '', reason: '', fromAt: 0, untilAt: spanMs, endedBy: null },
  ];
  return rules
    .filter(({ id }) => isSilenced(silences, { rule: id, labels: match.labels }, 0))
    .map(({ id }) => id);
}
