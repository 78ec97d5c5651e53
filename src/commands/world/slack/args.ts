/** The arguments of a call, however they were sent. */

/** Argument names with their values; lists and objects already read. */
export type Args = Readonly<Record<string, unknown>>;

const structured = new Set(['blocks', 'attachments', 'metadata', 'view']);

/** Reads a form or a JSON body. Null when it is neither. */
export function readArgs(contentType: string, body: string): Args | null {
  if (contentType.startsWith('application/json')) return readObject(body);
  const entries = [...new URLSearchParams(body)].map(([name, value]): [string, unknown] => [
    name,
    structured.has(name) ? (readJson(value) ?? value) : value,
  ]);
  return Object.fromEntries(entries);
}

const readObject = (body: string): Args | null => {
  const found = readJson(body === '' ? '{}' : body);
  return isObject(found) ? found : null;
};

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // the methods refuse what is missing or no list
  }
}

/** An object with named fields, not a list. */
export const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A text argument; empty when it is absent. Numbers count as text, as in a form. */
export function textOf(args: Args, name: string): string {
  const value = args[name];
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

/** A list argument; empty when it is absent or none. */
export function listOf(args: Args, name: string): readonly unknown[] {
  const value = args[name];
  return Array.isArray(value) ? value : [];
}

/** A yes in either way of writing. */
export const isYes = (args: Args, name: string): boolean =>
  args[name] === true || args[name] === 'true' || args[name] === '1';

/** A written no; an absent one is not. */
export const isNo = (args: Args, name: string): boolean =>
  args[name] === false || args[name] === 'false' || args[name] === '0';
