import * as v from 'valibot';
import type { Env } from './env.ts';
import { keys } from './keys.ts';
import { Secret } from './secret.ts';

type Schema = v.GenericSchema<string, unknown>;

/** One variable as operators may see it. */
export interface VariableView {
  /** As it was given; of a secret only `set`; null where nothing holds. */
  readonly value: string | null;
  /** `default`, `environment`, or the other name under which it was given. */
  readonly from: string;
}

/** Every variable, its value and where it came from. Of a secret nothing but that it is set. */
export const configView = (env: Env): Readonly<Record<string, VariableView>> =>
  Object.fromEntries(
    Object.entries(keys).map(([name, one]) => {
      const names = [name, ...one.aliases.map((alias) => alias.name)];
      const found = names.find((each) => givenIn(env, each) !== '');
      const text = found === undefined ? one.fallback : givenIn(env, found);
      return [name, { value: shown(one.schema, text), from: sourceOf(name, found) }];
    }),
  );

const givenIn = (env: Env, name: string): string => (env[name] ?? '').trim();

function sourceOf(name: string, found: string | undefined): string {
  if (found === undefined) return 'default';
  return found === name ? 'environment' : found;
}

const shown = (schema: Schema, text: string | null): string | null =>
  text !== null && isSecret(schema, text) ? 'set' : text;

/** A value that its schema would not take is hidden, too: nobody knows what it is. */
function isSecret(schema: Schema, text: string): boolean {
  const read = v.safeParse(schema, text);
  return !read.success || read.output instanceof Secret;
}
