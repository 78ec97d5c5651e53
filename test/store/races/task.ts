/** The side of the child. */

import { randomUUID } from 'node:crypto';
import type { Task } from './child.ts';

const isTask = (value: unknown): value is Task =>
  typeof value === 'object' && value !== null && 'settings' in value && 'mark' in value;

/** What this process was started for. */
export function taskOf(argument: string | undefined): Task {
  const task: unknown = JSON.parse(argument ?? 'null');
  if (!isTask(task)) throw new Error('no task');
  return task;
}

/** A uuid that begins with the mark of this process. */
export const marked = ({ mark }: Task): string => mark + randomUUID().slice(8);

/** Says a word to the parent. */
export const say = (word: string): void => {
  process.send?.(word);
};
