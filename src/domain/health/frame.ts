/** The first frame of ours in a stack, as `src/flows/pollPapers.ts:42`; null when there is none. */
export function frameOf(stack: string): string | null {
  for (const line of stack.split('\n')) {
    if (line.includes('node_modules')) continue;
    const [, frame] = /\/((?:src|machines)\/[\w/.-]+\.[jt]s:\d+)/.exec(line) ?? [];
    if (frame !== undefined) return frame;
  }
  return null;
}
