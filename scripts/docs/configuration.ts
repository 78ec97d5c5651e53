import type { Alias } from '../../src/config/env.ts';
import { keys } from '../../src/config/keys.ts';

const units: Readonly<Record<Alias['unit'], string>> = {
  '': '',
  s: ' (in seconds)',
  m: ' (in minutes)',
};

interface Row {
  readonly fallback: string | null;
  readonly about: string;
  readonly aliases: readonly Alias[];
}

const defaultOf = ({ fallback }: Row): string =>
  fallback === null || fallback === '' ? 'not set' : `\`${fallback}\``;

const row = ([name, key]: readonly [string, Row]): string => {
  const aliases = key.aliases.map((one) => `\`${one.name}\`${units[one.unit]}`).join(', ');
  const also = aliases === '' ? '' : ` Also: ${aliases}.`;
  return `| \`${name}\` | ${defaultOf(key)} | ${key.about}${also} |`;
};

/** The table of all variables, made from the schema that reads them. */
export const configurationPage = (): string =>
  `${[
    '# Configuration',
    '',
    'Made by `npm run docs`; do not edit.',
    '',
    'All of it comes from the environment. Spans of time are written `500ms`, `90s`, `30m`, `2h`.',
    'Every problem is said at once, no value is ever repeated, and the exit code is then 1.',
    'The names after *Also* are those of the Python paperscout; their values keep their old units.',
    '',
    '| variable | default | meaning |',
    '|---|---|---|',
    ...Object.entries(keys).map(row),
  ].join('\n')}\n`;
