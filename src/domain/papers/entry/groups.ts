import { fold } from '../fold.ts';
import type { Warn } from './text.ts';

/** The groups of the committee, in the order in which lists name them, with the names they go by. */
const table: readonly (readonly [group: string, ...names: string[]])[] = [
  ['CWG', 'Core'],
  ['EWG', 'Evolution'],
  ['EWGI', 'SG17', 'EWG Incubator', 'Evolution Incubator'],
  ['LEWG', 'Library Evolution', 'Library Evoution'],
  ['LEWGI', 'SG18', 'LEWG Incubator', 'Library Evolution Incubator'],
  ['LWG', 'Library'],
  ['SG1', 'Concurrency', 'Parallelism'],
  ['SG2', 'Modules'],
  ['SG4', 'Networking'],
  ['SG5', 'Transactional Memory'],
  ['SG6', 'Numerics'],
  ['SG7', 'Reflection'],
  ['SG9', 'Ranges'],
  ['SG10', 'Feature Test'],
  ['SG12', 'UB', 'Undefined Behavior'],
  ['SG13', 'IO'],
  ['SG14', 'Low Latency'],
  ['SG15', 'Tooling'],
  ['SG16', 'Unicode'],
  ['SG19', 'ML', 'Machine Learning'],
  ['SG20', 'Education'],
  ['SG21', 'Contracts'],
  ['SG22', 'Compatibility', 'C++ Liaison', 'Liaison'],
  ['SG23', 'Safety', 'Security'],
  ['DG', 'Direction Group'],
  ['ARG/ABI', 'ARG', 'ABI', 'ABI Review Group'],
  ['All of WG21', 'WG21'],
];

/** The known groups in the order of lists. */
export const groupOrder: readonly string[] = table.map(([group]) => group);

const byName = new Map(
  table.flatMap(([group, ...names]) => [group, ...names].map((name) => [fold(name), group])),
);

/** The slashes that are part of a name. */
const joined = (text: string): string =>
  text
    .replace(/\bI\/O\b/gi, 'IO')
    .replace(/\bC\/C\+\+/gi, 'C++')
    .replace(/\bARG\/ABI\b/gi, 'ARG');

/** The group that a word or a name means; null when the table does not know it. */
export function groupNamed(text: string): string | null {
  const name = fold(joined(text)).replace(/\s+/g, ' ').trim();
  const whole = byName.get(name);
  if (whole !== undefined) return whole;
  const codes = name.match(/\b(?:cwg|l?ewgi?|lwg|sg\d{1,2}|dg|arg|wg21)\b/g) ?? [];
  return codes.map((code) => byName.get(code)).find((group) => group !== undefined) ?? null;
}

/** The groups in a subgroup field: by the table, otherwise as written and a warning. */
export function splitGroups(text: string | null, warn: Warn): readonly string[] {
  const parts = joined(text ?? '').split(/[,/;]|\band\b/i);
  const groups = parts
    .map((part) => part.replaceAll('?', '').trim())
    .filter((part) => part !== '')
    .map((part) => {
      const known = groupNamed(part);
      if (known === null) warn('group_unknown');
      return known ?? part;
    });
  return [...new Set(groups)];
}
