import fc from 'fast-check';

const { FUZZ_RUNS = '200', FUZZ_SEED } = process.env;

/**
 * How often each property is tried, and from which seed. Fixed in the suite, so that a run says the
 * same twice; `npm run fuzz` tries more, from another seed each time, and prints the one that failed.
 */
const options: { readonly numRuns: number; readonly seed?: number } = {
  numRuns: Number(FUZZ_RUNS),
  ...(FUZZ_SEED === 'any' ? {} : { seed: Number(FUZZ_SEED ?? 20_260_822) }),
};

/** Tries a property on made-up inputs; throws with the smallest input that breaks it. */
export const always = <T>(input: fc.Arbitrary<T>, holds: (input: T) => void): void =>
  fc.assert(fc.property(input, holds), options);

/** The same for a property that takes time; `share`: of the tries, for what waits for a disk. */
export const eventually = <T>(
  input: fc.Arbitrary<T>,
  holds: (input: T) => Promise<void>,
  share = 1,
): Promise<void> =>
  fc.assert(fc.asyncProperty(input, holds), {
    ...options,
    numRuns: Math.max(1, Math.round(options.numRuns * share)),
  });

/** Any text: all of Unicode, halves of pairs too. */
export const anyText = fc.string({ unit: 'binary', maxLength: 200 });

/** Words that some reader takes for something, and what lies between them. */
export const wordsFrom = (words: readonly string[]): fc.Arbitrary<string> =>
  fc
    .array(
      fc.oneof(
        { weight: 4, arbitrary: fc.constantFrom(...words) },
        { weight: 1, arbitrary: fc.string({ maxLength: 12 }) },
        { weight: 1, arbitrary: anyText },
      ),
      { maxLength: 12 },
    )
    .chain((parts) => fc.constantFrom(parts.join(' '), parts.join(''), parts.join('\n')));

interface Damage {
  readonly at: number;
  readonly how: 'change' | 'cut' | 'double' | 'end';
  readonly byte: number;
}

function damage(bytes: readonly number[], { at, how, byte }: Damage): readonly number[] {
  const place = at % Math.max(1, bytes.length);
  const some = 1 + (byte % 7);
  switch (how) {
    case 'change':
      return bytes.with(place, byte);
    case 'cut':
      return bytes.toSpliced(place, some);
    case 'double':
      return bytes.toSpliced(place, 0, ...bytes.slice(place, place + some));
    case 'end':
      return bytes.slice(0, place);
  }
}

const anyDamage: fc.Arbitrary<Damage> = fc.record({
  at: fc.nat(10_000),
  how: fc.constantFrom('change', 'cut', 'double', 'end'),
  byte: fc.nat(255),
});

/** A valid text with some bytes changed, cut out or doubled. */
export const damaged = (good: string): fc.Arbitrary<Uint8Array> =>
  fc
    .array(anyDamage, { minLength: 1, maxLength: 4 })
    .map((damages) =>
      Uint8Array.from(
        damages.reduce<readonly number[]>(
          (bytes, one) => (bytes.length === 0 ? bytes : damage(bytes, one)),
          [...Buffer.from(good)],
        ),
      ),
    );

/** A header as others send it, right and wrong. */
export const anyTraceparent = fc.oneof(
  fc.constantFrom(
    `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`,
    `00-${'0'.repeat(32)}-${'b'.repeat(16)}-01`,
    `ff-${'a'.repeat(32)}-${'b'.repeat(16)}-01`,
  ),
  fc.stringMatching(/^[0-9a-fA-F-]{0,60}$/),
);
