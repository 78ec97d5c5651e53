/** The file of `npm run rules -- test FILE`: rules if it brings its own, series, and what is expected. */

import * as v from 'valibot';
import type { Condition, Rule } from '../../domain/alerts/rule.ts';

const units = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 } as const;

const span = v.pipe(
  v.string('expects a span of time such as 90s'),
  v.regex(/^\d{1,9}(ms|s|m|h)$/, 'expects a span of time such as 500ms, 90s, 30m or 2h'),
  v.transform((text) => {
    const [, count = '0', unit = 's'] = /^(\d+)(.*)$/.exec(text) ?? [];
    return Number(count) * units[unit as keyof typeof units];
  }),
);

const number = v.pipe(v.number('expects a number'), v.finite('expects a finite number'));
const key = v.pipe(v.string('expects a key'), v.nonEmpty('expects a key'));

const bound = v.union(
  (['gt', 'gte', 'lt', 'lte'] as const).map((name) => v.strictObject({ [name]: number })),
  'expects one of gt, gte, lt, lte with a number',
);

const condition: v.GenericSchema<unknown, Condition> = v.lazy(() =>
  v.variant(
    'kind',
    [
      v.strictObject({ kind: v.literal('state'), of: key, is: v.array(v.string()) }),
      v.strictObject({
        kind: v.literal('value'),
        of: key,
        windowMs: number,
        to: bound,
        fold: v.picklist(['last', 'avg', 'min', 'max', 'p50', 'p95', 'p99']),
      }),
      v.strictObject({
        kind: v.literal('ratio'),
        part: key,
        whole: key,
        windowMs: number,
        minWhole: number,
        to: bound,
      }),
      v.strictObject({ kind: v.literal('age'), of: key, to: bound }),
      v.strictObject({ kind: v.literal('count'), of: key, windowMs: number, to: bound }),
      v.strictObject({ kind: v.picklist(['all', 'any']), parts: v.array(condition) }),
      v.strictObject({ kind: v.literal('not'), part: condition }),
    ],
    'expects kind to be one of state, value, ratio, age, count, all, any, not',
  ),
) as v.GenericSchema<unknown, Condition>; // each bound has one name

/** Every object has some names already; they are no labels. */
const label = v.pipe(
  v.string('expects the name of a label'),
  v.check((name) => name !== '' && !(name in {}), 'expects another name of a label'),
);

const labels = v.record(v.string(), v.string('expects a text'));

const rule = v.strictObject({
  id: key,
  title: v.optional(v.string(), ''),
  severity: v.optional(v.picklist(['P1', 'P2', 'P3'], 'expects P1, P2 or P3'), 'P2'),
  labels: v.optional(labels, {}),
  scope: v.optional(v.array(label), []),
  when: condition,
  clear: v.optional(v.nullable(condition), null),
  forMs: v.optional(number, 0),
  keepMs: v.optional(number, 0),
  noData: v.optional(v.picklist(['keep', 'ok', 'fire']), 'keep'),
  remindMs: v.optional(v.nullable(number), null),
  dependsOn: v.optional(v.array(v.string()), []),
  avoid: v.optional(v.array(v.string()), []),
  runbook: v.optional(v.string(), 'none'),
});

const states = ['inactive', 'pending', 'firing', 'recovering'] as const;

const schema = v.strictObject({
  /** Without it the rules of the daemon are tested. */
  rules: v.optional(v.array(rule)),
  /** How far apart two looks are. */
  every: v.optional(span, '10s'),
  /** When the last look is made. */
  until: span,
  series: v.array(
    v.strictObject({
      key,
      labels: v.optional(labels, {}),
      /** Counted: it adds up, instead of being what is. */
      count: v.optional(v.boolean('expects true or false'), false),
      points: v.array(
        v.strictTuple(
          [span, v.union([number, v.string()], 'expects a number or a word')],
          'expects pairs of a moment and a value, such as ["5m", "stale"]',
        ),
      ),
    }),
  ),
  expect: v.optional(
    v.array(
      v.strictObject({
        at: span,
        rule: key,
        labels: v.optional(labels, {}),
        state: v.picklist(states, `expects one of ${states.join(', ')}`),
      }),
    ),
    [],
  ),
});

/** A file that was read. Moments and spans in ms. */
export type RulesFile = Omit<v.InferOutput<typeof schema>, 'rules'> & {
  readonly rules?: readonly Rule[] | undefined;
};

/** Two days, at the usual ten seconds. */
const MOST_LOOKS = 20_000;
/** No rule is deeper than four; around it stand the lists of the file. */
const DEEPEST = 40;

/** Whether something is nested deeper than so many levels. */
function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((one) => isDeeper(one, levels - 1));
}

/** What the fields together come to. */
function problemsOf({ every, until }: RulesFile): readonly string[] {
  if (every === 0) return ['every: expects more than no time'];
  return until / every > MOST_LOOKS ? [`until: expects at most ${MOST_LOOKS} looks`] : [];
}

/** What is in a text, or every problem with it, each on a line of its own. */
export function readRulesFile(
  text: string,
):
  | { readonly type: 'read'; readonly file: RulesFile }
  | { readonly type: 'wrong'; readonly problems: readonly string[] } {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (thrown) {
    const why = (thrown as SyntaxError).message.replace(/\p{Cc}+/gu, ' '); // it quotes the text
    return { type: 'wrong', problems: [`expects JSON: ${why}`] };
  }
  if (isDeeper(json, DEEPEST))
    return { type: 'wrong', problems: [`expects at most ${DEEPEST} levels`] };
  const result = v.safeParse(schema, json);
  if (result.success) {
    const problems = problemsOf(result.output);
    return problems.length > 0
      ? { type: 'wrong', problems }
      : { type: 'read', file: result.output };
  }
  return { type: 'wrong', problems: result.issues.map(problemOf) };
}

function problemOf(issue: v.BaseIssue<unknown>): string {
  const path = issue.path?.map(({ key: one }) => String(one)).join('.') ?? '';
  const what =
    issue.type === 'strict_object' && issue.expected === 'never'
      ? 'is not a field that is known here'
      : issue.message.replace(/^Invalid key: Expected .* but received undefined$/, 'is missing');
  return path === '' ? what : `${path}: ${what}`;
}
