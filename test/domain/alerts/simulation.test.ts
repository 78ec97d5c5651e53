import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { isAlarm } from '../../../src/domain/alerts/telling/notice.ts';
import { simulate } from '../../support/alerts/simulation.ts';
import { type Arrived, simulatedRules } from '../../support/alerts/world.ts';

const test = suite('random lives of alerts');

/** `ALERT_SIMULATIONS=10000` plays as many as the design asks for; some seconds' worth otherwise. */
const LIVES = Number(process.env['ALERT_SIMULATIONS'] ?? 40);
/** `ALERT_SEED=657` plays from that seed on, to see again what was found. */
const FIRST = Number(process.env['ALERT_SEED'] ?? 1);
const LOOKS = 120;

/** What was wrong, by invariant; each line names its seed. */
const wrong = new Map<string, string[]>();

test.before(async () => {
  for (let seed = FIRST; seed < FIRST + LIVES; seed++) judge(await simulate(seed, LOOKS), seed);
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

const perEpisode = (arrived: readonly Arrived[]): readonly (readonly Arrived[])[] =>
  [
    ...Map.groupBy(
      once(arrived).filter(({ notice }) => notice.kind !== 'digest'),
      ({ channel, notice }) => `${channel} ${notice.episode}`,
    ).values(),
  ].map(inOrder);

/** What an arrival makes a reader believe; a message that is edited shows how it is. */
function believed({ notice, state, edit }: Arrived): 'fires' | 'over' | 'shown over' {
  const isShown = edit || (notice.channel === 'slack' && isAlarm(notice) && state === 'resolved');
  if (isShown) return state === 'firing' ? 'fires' : 'shown over';
  return isAlarm(notice) ? 'fires' : 'over';
}

/** Follows what one channel was told of one episode; what is wrong with it, in words. */
function follow(told: readonly Arrived[]): string[] {
  const beliefs = told.map(believed);
  // In Slack a firing may have been shown by an edit alone.
  const isAlone = (n: number): boolean =>
    beliefs[n] === 'over' && (beliefs[n - 1] ?? 'over') === 'over' && told[n]?.channel !== 'slack';
  const wrong = told.flatMap(({ key }, n) => (isAlone(n) ? `I3 ${key}` : []));
  return beliefs.at(-1) === 'fires' ? [...wrong, `I2 ${told.at(-1)?.key}`] : wrong;
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

function judge(life: Life, seed: number): void {
  const told = perEpisode(life.arrived);
  const { pending } = life.keeper.undelivered();
  const lines = [
    ...life.problems,
    ...told.flatMap(follow),
    ...told.flatMap(hurried),
    ...repeats(life),
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
  ['I6', 'a repeat has the same key and says the same'],
  ['I7', 'nothing is left undelivered once the channels answer'],
  ['I8', 'reminders are never closer than they may be'],
  ['I12', 'no child is told while its parent fires'],
] as const)
  test(`${name}: ${what}`, () => {
    assert.equal(wrong.get(name) ?? [], []);
  });

test('I11: the order of the rules changes nothing', async () => {
  for (let seed = 1; seed <= Math.min(5, LIVES); seed++) {
    const told = async (rules: typeof simulatedRules) => {
      const { store } = await simulate(seed, 20, rules);
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
