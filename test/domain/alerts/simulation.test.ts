import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { isAlarm } from '../../../src/domain/alerts/telling/notice.ts';
import { simulate } from '../../support/alerts/simulation.ts';
import { type Arrived, planted, simulatedRules } from '../../support/alerts/world.ts';

const test = suite('random lives of alerts');

/** `ALERT_SIMULATIONS=10000` plays as many as the design asks for; some seconds' worth otherwise. */
const LIVES = Number(process.env['ALERT_SIMULATIONS'] ?? 20);
/** `ALERT_SEED=657` plays from that seed on, to see again what was found. */
const FIRST = Number(process.env['ALERT_SEED'] ?? 1);
/** Lives in which something was found. */
const FOUND = [
  43, 60, 62, 66, 78, 110, 118, 144, 149, 157, 182, 203, 206, 224, 227, 244, 538, 670, 1010, 1670,
  3414,
];
const LOOKS = 120;

/** What was wrong, by invariant; each line names its seed. */
const wrong = new Map<string, string[]>();

test.before(async () => {
  const seeds = Array.from({ length: LIVES }, (_, n) => FIRST + n);
  for (const seed of new Set([...seeds, ...FOUND])) judge(await simulate(seed, LOOKS), seed);
});

type Life = Awaited<ReturnType<typeof simulate>>;

/** The same notice twice counts once: whoever reads it knows by its key. */
const once = (arrived: readonly Arrived[]): readonly Arrived[] => {
  const seen = new Set<string>();
  return arrived.filter(({ key, channel, edit }) => {
    const isNew = edit || !seen.has(`${channel} ${key}`);
    seen.add(`${channel} ${key}`);
    return isNew;
  });
};

/** Slack keeps replies in the order of their making, and edits show only how it is in the end. */
const inOrder = (told: readonly Arrived[]): readonly Arrived[] => [
  ...told
    .filter(({ edit }) => !edit)
    .toSorted((one, other) => one.notice.madeAt - other.notice.madeAt),
  ...told.filter(({ edit }) => edit),
];

/** A digest tells all that went into it. */
const apart = ({ arrived, store }: Life): readonly Arrived[] =>
  once(arrived).flatMap((one) => {
    if (one.notice.kind !== 'digest') return one;
    const parts = [...store.tables.alerts.notices.values()].filter(({ into }) => into === one.key);
    return parts.map((notice) => ({ ...one, key: notice.key, notice, state: notice.body.state }));
  });

const perEpisode = (life: Life): readonly (readonly Arrived[])[] =>
  [
    ...Map.groupBy(apart(life), ({ channel, notice }) => `${channel} ${notice.episode}`).values(),
  ].map(inOrder);

/** What an arrival makes a reader believe; a message that is edited shows how it is. */
function believed({ notice, state, edit }: Arrived): 'fires' | 'over' | 'shown over' {
  const isShown = edit || (notice.channel === 'slack' && isAlarm(notice) && state === 'resolved');
  if (isShown) return state === 'firing' ? 'fires' : 'shown over';
  return isAlarm(notice) ? 'fires' : 'over';
}

/** What one channel was told of one episode ends with its end. */
function unended(told: readonly Arrived[]): string[] {
  const last = told.at(-1);
  return last !== undefined && believed(last) === 'fires' ? [`I2 ${last.key}`] : [];
}

/** Ends of which the channel had not heard the beginning. In Slack an edit alone may have shown it. */
function alone(told: readonly Arrived[]): string[] {
  const beliefs = told.map(believed);
  return told.flatMap(({ key, channel }, n) => {
    const isOver = beliefs[n] === 'over' && (beliefs[n - 1] ?? 'over') === 'over';
    return isOver && channel !== 'slack' ? [`I3 ${key}`] : [];
  });
}

/** A repeat has the same key and says the same. */
const repeats = ({ arrived }: Life): string[] =>
  [...Map.groupBy(arrived, ({ channel, key }) => `${channel} ${key}`).values()].flatMap((same) =>
    same.some(
      ({ channel, notice }) =>
        channel !== 'slack' && JSON.stringify(notice.body) !== JSON.stringify(same[0]?.notice.body),
    )
      ? `I6 ${same[0]?.key}`
      : [],
  );

const REMIND_MS = 300_000;

/** Reminders that are closer than they may be. */
const hurried = (told: readonly Arrived[]): string[] => {
  const alarms = told
    .filter(({ notice, edit }) => isAlarm(notice) && !edit)
    .map(({ notice }) => notice)
    .sort((a, b) => a.madeAt - b.madeAt);
  return alarms.flatMap(({ kind, madeAt, key }, n) => {
    const before = alarms[n - 1]?.madeAt ?? Number.NEGATIVE_INFINITY;
    return kind === 'reminder' && madeAt - before < REMIND_MS ? `I8 ${key}` : [];
  });
};

/** What was too much for a channel is named in a digest, which arrives. */
function merged({ store }: Life): string[] {
  const { notices } = store.tables.alerts;
  return [...notices.values()].flatMap(({ key, crowded, into, state, body }) => {
    if (!crowded) return [];
    const digest = into === null ? undefined : notices.get(into);
    if (state !== 'folded' || digest?.state !== 'delivered')
      return `I9 ${key} is ${state} in ${into}`;
    return digest.body.text.includes(body.key.replace(/<!channel>/, '‹!channel›'))
      ? []
      : `I9 ${key} is not named`;
  });
}

/** Everything that is told or kept. */
const leaks = ({ arrived, store }: Life): string[] => {
  const { tables } = store;
  const { episodes, notices, instances, events } = tables.alerts;
  const all = [
    arrived,
    ...[episodes, notices, instances, events, tables.messages].map((one) => [...one]),
  ];
  return all.some((one) => JSON.stringify(one).includes(planted)) ? ['I10 a secret is told'] : [];
};

function judge(life: Life, seed: number): void {
  const told = perEpisode(life);
  const { pending } = life.keeper.undelivered();
  const whole = told.filter(([one]) => !life.split.has(one?.notice.episode ?? ''));
  const lines = [
    ...life.problems,
    ...told.flatMap(unended),
    ...whole.flatMap(alone),
    ...whole.flatMap(hurried),
    ...repeats(life),
    ...merged(life),
    ...leaks(life),
    ...(pending === 0 ? [] : [`I7 ${pending} notices never arrived`]),
  ];
  for (const line of lines) {
    const name = line.replace(/[: ].*/, '');
    wrong.set(name, [...(wrong.get(name) ?? []), `seed ${seed}: ${line}`]);
  }
}

for (const [name, what] of [
  ['I1', 'one open episode per key'],
  ['I2', 'each firing that arrived is followed by its end there'],
  ['I3', 'no end arrives alone'],
  ['I4', 'what is muted is evaluated and kept all the same'],
  ['I5', 'what was muted and still fires is told by one notice, with its beginning'],
  ['I6', 'a repeat has the same key and says the same'],
  ['I7', 'nothing is left undelivered once the channels answer'],
  ['I8', 'reminders are never closer than they may be'],
  ['I9', 'what is too much is merged, and the digest names every key'],
  ['I10', 'no secret is in anything that is told or kept'],
  ['I12', 'no child is told while its parent fires'],
] as const)
  test(`${name}: ${what}`, () => {
    assert.equal(wrong.get(name) ?? [], []);
  });

test('I11: the order of the rules changes nothing', async () => {
  for (let seed = 1; seed <= Math.min(5, LIVES); seed++) {
    const told = async (rules: typeof simulatedRules) => {
      const { store } = await simulate(seed, 20, rules, true);
      return [...store.tables.alerts.episodes.values()].map(({ key }) => key).sort();
    };
    assert.equal(
      await told(simulatedRules),
      await told([...simulatedRules].reverse()),
      `seed ${seed}`,
    );
  }
});

test.run();
