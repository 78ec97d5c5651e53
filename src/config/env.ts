/** Reads typed values out of the environment; says everything that is wrong at once. */

import * as v from 'valibot';

/** The environment as `process.env` gives it. */
export type Env = Readonly<Record<string, string | undefined>>;

/** Another name for a variable, from the Python paperscout; its values keep their old unit. */
export interface Alias {
  readonly name: string;
  /** Appended to a bare number, such as `m` where the old variable counted minutes. */
  readonly unit: '' | 's' | 'm';
}

type Schema = v.GenericSchema<string, unknown>;

/** One variable: how it is read, what it is for, and what holds when it is not set. */
export interface Key<S extends Schema, F> {
  readonly schema: S;
  /** Used when the variable is not set; as text where the text is what people know. */
  readonly fallback: F;
  readonly about: string;
  readonly aliases: readonly Alias[];
}

interface Options<F> {
  readonly fallback: F;
  readonly about: string;
  readonly aliases?: readonly Alias[];
}

/** Declares a variable. `fallback` is written as it would be in the environment, or null. */
export const key = <S extends Schema, const F extends string | null>(
  schema: S,
  { fallback, about, aliases = [] }: Options<F>,
): Key<S, F> => ({ schema, fallback, about, aliases });

// biome-ignore lint/suspicious/noExplicitAny: a schema holds keys of every kind.
type Keys = Readonly<Record<string, Key<any, string | null>>>;

/** What `readEnv` gives: the value, or null where nothing was set and nothing is assumed. */
export type Values<K extends Keys> = {
  readonly [N in keyof K]: K[N] extends Key<infer S, infer F>
    ? v.InferOutput<S> | (F extends null ? null : never)
    : never;
};

/** Never puts a value in its message: a slip of the pen in a secret must not reach the log. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(`The configuration is not right:\n${problems.map((one) => `  ${one}`).join('\n')}`);
    this.problems = problems;
  }
}

/** Reads every key; `problems` has a line for each that is wrong, and then `values` must not be used. */
export function readEnv<K extends Keys>(
  keys: K,
  env: Env,
): { readonly values: Values<K>; readonly problems: readonly string[] } {
  const problems: string[] = [...strangers(keys, env)];
  const values: Record<string, unknown> = {};
  for (const [name, one] of Object.entries(keys)) {
    const given = textOf(name, one.aliases, env, problems) ?? one.fallback;
    if (given === null) {
      values[name] = null;
      continue;
    }
    const read = v.safeParse(one.schema, given, { abortPipeEarly: true });
    if (read.success) values[name] = read.output;
    else problems.push(`${name} ${read.issues[0].message}`);
  }
  return { values: values as Values<K>, problems };
}

const isSet = (text: string | undefined): text is string =>
  text !== undefined && text.trim() !== '';

function textOf(
  name: string,
  aliases: readonly Alias[],
  env: Env,
  problems: string[],
): string | null {
  const found = [{ name, unit: '' as const }, ...aliases].filter((one) => isSet(env[one.name]));
  const [first, second] = found;
  if (first === undefined) return null;
  if (second !== undefined)
    problems.push(`${first.name} and ${second.name} are both set; keep ${first.name}`);
  return `${env[first.name]?.trim() ?? ''}${first.unit}`;
}

/** `PAPERSCOUT_…` is nobody else's: such a name is a slip of the pen. */
const strangers = (keys: Keys, env: Env): string[] =>
  Object.keys(env)
    .filter((name) => name.startsWith('PAPERSCOUT_') && !(name in keys))
    .map((name) => `${name} is not a variable of PaperScout`);
