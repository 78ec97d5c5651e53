/** Faults that the recorded scenarios of OTP must show: one wrong rule each, put into a copy. */

/** One place of one file that is written otherwise; the text must stand there exactly once. */
export interface Edit {
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

/** A wrong rule, and how many of the 731 scenarios go another way with it. */
export interface Fault {
  readonly name: string;
  readonly edits: readonly Edit[];
  readonly differing: number;
}

const domain = 'src/domain/supervision';
const calls = `${domain}/policy/calls.ts`;
const exits = `${domain}/policy/exits.ts`;
const restart = `${domain}/policy/restart.ts`;
const start = `${domain}/policy/start.ts`;
const stop = `${domain}/policy/stop.ts`;

const fault = (name: string, differing: number, ...edits: readonly Edit[]): Fault => ({
  name,
  edits,
  differing,
});

/** The policy's own words, for a child that is left without an actor, but not forgotten. */
const kept = `patch(turn, child, { status: 'down', goneBy: null, upSince: null, lastExit: exit });`;

/** What the design lists, as it counts in this policy: two of its numbers are a few less here. */
export const faults: readonly Fault[] = [
  fault('limit reached one too early', 100, {
    file: restart,
    from: 'restarts <= intensity',
    to: 'restarts < intensity',
  }),
  fault('group stopped in start order', 104, {
    file: restart,
    from: '[...stops(group), ',
    to: '[...stops(group.toReversed()), ',
  }),
  fault('final stop in start order', 465, {
    file: restart,
    from: 'stops(core.order)',
    to: 'stops(core.order.toReversed())',
  }),
  fault(
    'temporary member of a group kept',
    111,
    { file: restart, from: ".filter((id) => children[id]?.spec.restart !== 'temporary')", to: '' },
    {
      file: stop,
      from: 'child, exit);\n  putDown(turn, child, exit);',
      to: `child, exit);\n  ${kept}`,
    },
  ),
  fault(
    'shutdown_term taken as a crash',
    64,
    {
      file: exits,
      from: "(restart === 'transient' && !isClean(exit))",
      to: "(restart === 'transient' && (exit.term || !isClean(exit)))",
    },
    {
      file: exits,
      from: "restart === 'permanent' || !isClean(exit)) report",
      to: "restart === 'permanent' || exit.term || !isClean(exit)) report",
    },
  ),
  fault('rest_for_one acts as one_for_all', 67, {
    file: restart,
    from: "strategy === 'one_for_all'",
    to: "strategy !== 'one_for_one'",
  }),
  fault('no shutdown_error reports', 274, {
    file: stop,
    from: "if (!endsAsAsked(child.spec, exit)) report(turn, 'shutdown_error', child, exit);",
    to: '',
  }),
  fault('failed start does not hold back later members', 44, {
    file: start,
    from: 'turn.core.plan = []; // those',
    to: '// those',
  }),
  fault('members that ended normally stay down', 11, {
    file: restart,
    from: "spec.restart !== 'temporary')",
    to: "spec.restart !== 'temporary' && !(children[id].status === 'down' && children[id].lastExit?.kind === 'normal'))",
  }),
  fault('boot failure stops nobody', 9, {
    file: start,
    from: 'endAll(turn, bootFailed(turn, id, exit));',
    to: "endAll(turn, bootFailed(turn, id, exit)); turn.core.plan = [{ step: 'end' }];",
  }),
  fault('any child triggers auto shutdown', 11, {
    file: exits,
    from: '!spec.significant || autoShutdown',
    to: 'autoShutdown',
  }),
  fault('all_significant looks at all children', 10, {
    file: exits,
    from: '.filter((child) => child.spec.significant)',
    to: '',
  }),
  fault('terminate_child counts as a restart', 7, {
    file: calls,
    from: "turn.core.plan = [\n      { step: 'stop', id },",
    to: "turn.core.restarts = [...turn.core.restarts, turn.env.now];\n    turn.core.plan = [\n      { step: 'stop', id },",
  }),
  fault('an ignored temporary child keeps its spec', 4, {
    file: start,
    from: "if (exit.kind === 'ignore') {\n    putDown(turn, child, exit);",
    to: `if (exit.kind === 'ignore') {\n    ${kept}`,
  }),
  fault('delete_child allowed while restarting', 3, {
    file: calls,
    from: "if (child.status !== 'down') return busy(child);\n    drop(",
    to: "if (child.status !== 'down' && child.status !== 'restarting') return busy(child);\n    drop(",
  }),
];
