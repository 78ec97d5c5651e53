/** Reads Prometheus' text format strictly, and says what `promtool check metrics` lets pass. */

/** One line of a scrape. */
export interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: string;
}

const LINE = /^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{((?:[^"}]|"(?:[^"\\\n]|\\[\\"n])*")*)\})? (\S+)$/;
const LABEL = /([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\[\\"n])*)"(?:,|$)/y;

const plain = (escaped: string): string =>
  escaped.replaceAll(/\\(.)/g, (_, one: string) => (one === 'n' ? '\n' : one));

function labelsIn(text: string): Readonly<Record<string, string>> | null {
  const labels: Record<string, string> = {};
  LABEL.lastIndex = 0;
  while (LABEL.lastIndex < text.length) {
    const found = LABEL.exec(text);
    if (found === null) return null;
    labels[found[1] ?? ''] = plain(found[2] ?? '');
  }
  return labels;
}

function sampleIn(line: string): Sample | null {
  const [, name = '', text = '', value = ''] = LINE.exec(line) ?? [];
  const labels = labelsIn(text);
  return name === '' || labels === null ? null : { name, labels, value };
}

const linesOf = (text: string): readonly string[] =>
  text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));

/** All samples of a scrape, in their order; lines that cannot be read are left out. */
export const samplesOf = (text: string): readonly Sample[] =>
  linesOf(text).flatMap((line) => sampleIn(line) ?? []);

/** The sum of the samples of one name that have these labels; null when there is none. */
export function amountOf(
  text: string,
  name: string,
  labels: Readonly<Record<string, string>> = {},
): number | null {
  const found = samplesOf(text).filter(
    (one) =>
      one.name === name &&
      Object.entries(labels).every(([key, value]) => one.labels[key] === value),
  );
  return found.length === 0 ? null : found.reduce((sum, { value }) => sum + Number(value), 0);
}

const keyOf = ({ name, labels }: Sample, without = ''): string =>
  `${name} ${JSON.stringify(
    Object.entries(labels)
      .filter(([label]) => label !== without)
      .sort(),
  )}`;

/** Duplicates, unreadable lines, values that are no number, buckets that fall or do not end in +Inf. */
export function problemsIn(text: string): readonly string[] {
  const samples = samplesOf(text);
  const keys = samples.map((one) => keyOf(one));
  return [
    ...linesOf(text)
      .filter((line) => sampleIn(line) === null)
      .map((line) => `unreadable: ${line}`),
    ...keys.filter((key, n) => keys.indexOf(key) !== n).map((key) => `twice: ${key}`),
    ...samples
      .filter(({ value }) => !Number.isFinite(Number(value)))
      .map((one) => `no number: ${keyOf(one)} ${one.value}`),
    ...bucketProblems(samples),
  ];
}

function bucketProblems(samples: readonly Sample[]): readonly string[] {
  const buckets = samples.filter(({ name, labels }) => name.endsWith('_bucket') && 'le' in labels);
  const series = Object.groupBy(buckets, (one) => keyOf(one, 'le'));
  return Object.entries(series).flatMap(([key, inside = []]) => {
    const bounds = inside.map(({ labels }) => labels['le'] ?? '');
    const counts = inside.map(({ value }) => Number(value));
    const total = samples.find(
      (one) =>
        keyOf(one) === keyOf({ ...one, labels: without(inside[0]) }) && isCount(one, inside[0]),
    );
    return [
      ...(bounds.at(-1) === '+Inf' ? [] : [`no +Inf: ${key}`]),
      ...(ascending(bounds.map(boundOf)) ? [] : [`bounds fall: ${key}`]),
      ...(counts.every((count, n) => count >= (counts[n - 1] ?? 0)) ? [] : [`counts fall: ${key}`]),
      ...(Number(total?.value) === counts.at(-1) ? [] : [`count is not +Inf: ${key}`]),
    ];
  });
}

const isCount = (one: Sample, bucket: Sample | undefined): boolean =>
  one.name === bucket?.name.replace(/_bucket$/, '_count');

function without(bucket: Sample | undefined): Readonly<Record<string, string>> {
  const { le: _, ...labels } = bucket?.labels ?? {};
  return labels;
}

const boundOf = (bound: string): number => (bound === '+Inf' ? Infinity : Number(bound));

const ascending = (bounds: readonly number[]): boolean =>
  bounds.every((bound, n) => n === 0 || bound > (bounds[n - 1] ?? Infinity));
