import { type Actor, createActor } from 'xstate';
import { rootId } from '../../../machines/supervision/types.ts';
import { supervisor } from '../../../machines/supervisor.ts';
import { type Exit, GaveUp } from '../../../src/domain/supervision/exit.ts';
import { noBackoff, supervisorSpec } from '../../../src/domain/supervision/spec.ts';
import type { ChildSpec, Reply, Request } from '../../../src/domain/supervision/types.ts';
import { VirtualClock } from '../clock.ts';
import { puppet, type Stage } from './child.ts';
import { countText, listText, opText, reportLine, resultLine, specLine } from './lines.ts';
import type { Behave, Op, Scenario, ScenarioChild } from './scenario.ts';

/** A child's spec with its behaviour beside it, at which the supervisor does not look. */
type PuppetSpec = ChildSpec & { readonly behave: Behave };

/** Something is awaited and no timer is left that could bring it. */
class Stuck extends Error {}

/**
 * Plays a scenario on the real supervisor and gives the lines that came of it. Lines that begin
 * with `!` say what went wrong that no trace can show.
 */
export function play(scenario: Scenario): readonly string[] {
  const stage = new Performance(scenario);
  try {
    stage.play();
  } catch (thrown) {
    if (!(thrown instanceof Stuck)) throw thrown;
    stage.say('!stuck: something is awaited, but no timer is left');
  }
  const { pending } = stage.clock;
  return pending === 0 ? stage.lines : [...stage.lines, `!timers left over: ${pending}`];
}

class Performance implements Stage {
  readonly lines: string[] = [];
  readonly clock = new VirtualClock();
  readonly #scenario: Scenario;
  readonly #starts = new Map<string, number>();
  readonly #asked: ((reply: Reply) => void)[] = [];
  readonly #root: Actor<ReturnType<typeof supervisor>>;
  #failedAtBoot: string | null = null;

  constructor(scenario: Scenario) {
    this.#scenario = scenario;
    const machine = machineOf(scenario, this);
    this.#root = createActor(machine, { systemId: rootId, input: null, clock: this.clock });
    this.#root.on('report', ({ report }) => this.say(reportLine(report)));
    this.#root.on('reply', ({ callId, reply }) => this.#asked[Number(callId)]?.(reply));
    this.#root.subscribe({ error: (thrown) => this.#crashed(thrown) });
  }

  readonly say = (line: string): void => void this.lines.push(line);

  nextStart(id: string) {
    const n = (this.#starts.get(id) ?? 0) + 1;
    this.#starts.set(id, n);
    return { n, outcome: this.#scenario.plan[id]?.[n - 1] ?? 'ok' };
  }

  play(): void {
    this.#root.start();
    this.#settle();
    if (this.#failedAtBoot !== null) {
      this.say(`{result,start_link,{error,failed_to_start_child,${this.#failedAtBoot}}}`);
      return;
    }
    this.say('{result,start_link,ok}');
    for (const op of this.#scenario.ops) if (!this.#isOver()) this.#perform(op);
    if (!this.#isOver()) this.#stop();
    if (this.#isOver()) this.say('{sup_exit,shutdown}');
    else this.say('!the supervisor did not end');
  }

  #perform(op: Op): void {
    this.say(`{op,${op.nosync ? `{nosync,${opText(op)}}` : opText(op)}}`);
    this.#do(op);
    if (!op.nosync || op.op === 'settle') this.#settle();
    else if (op.op !== 'exit') this.clock.fireNext();
  }

  #do(op: Op): void {
    switch (op.op) {
      case 'exit':
        this.#exit(op.id, op.how);
        return;
      case 'sleep':
        this.clock.advance(op.ms);
        return;
      case 'settle':
        return;
      case 'which':
        this.#call({ call: op.op }, (reply) => `{children,${listText(reply)}}`);
        return;
      case 'count':
        this.#call({ call: op.op }, (reply) => `{counts,${countText(reply)}}`);
        return;
      case 'get_childspec':
        this.#call({ call: op.op, id: op.id }, specLine);
        return;
      case 'start_child':
        this.#call({ call: op.op, spec: specOf(op.spec) }, (reply) => resultLine(op.op, reply));
        return;
      case 'terminate_child':
      case 'restart_child':
      case 'delete_child':
        this.#call({ call: op.op, id: op.id }, (reply) => resultLine(op.op, reply));
        return;
    }
  }

  #exit(id: string, how: string): void {
    const child = this.#root.system.get(id);
    if (child?.getSnapshot().status === 'active') child.send({ type: 'puppet.end', how });
    else this.say('{result,exit,not_running}');
  }

  /** Says the line of the answer, when it comes; a supervisor that ended before leaves none. */
  #call(request: Request, line: (reply: Reply) => string): void {
    this.#ask(request, (reply) => {
      if (!('error' in reply && reply.error === 'noproc')) this.say(line(reply));
    });
  }

  #ask(request: Request, then: (reply: Reply) => void): void {
    this.#root.send({ type: 'sup.call', callId: `${this.#asked.push(then) - 1}`, request });
  }

  #stop(): void {
    let alive: readonly Reply[] = [];
    for (const call of ['which', 'count'] as const)
      this.#ask({ call }, (reply) => {
        alive = [...alive, reply];
      });
    while (alive.length < 2 && !this.#isOver()) this.#fireNext();
    const [list, counts] = alive;
    if (this.#isOver() || list === undefined || counts === undefined) return;
    this.say(`{alive,${listText(list)},${countText(counts)}}`);
    this.say('{op,final_stop}');
    this.#root.send({ type: 'sup.stop' });
    this.#settle();
  }

  #settle(): void {
    while (!this.#isOver() && this.#isBusy()) this.#fireNext();
  }

  #fireNext(): void {
    if (!this.clock.fireNext()) throw new Stuck();
  }

  #isOver(): boolean {
    return this.#root.getSnapshot().status !== 'active';
  }

  #isBusy(): boolean {
    const { plan, waiting, children } = this.#root.getSnapshot().context.core;
    const restarting = Object.values(children).some(({ status }) => status === 'restarting');
    return plan.length > 0 || waiting !== null || restarting;
  }

  #crashed(thrown: unknown): void {
    const exit: Exit | null = thrown instanceof GaveUp ? thrown.exit : null;
    if (exit?.kind !== 'gave_up') this.say(`!the supervisor crashed: ${String(thrown)}`);
    else if (exit.why === 'boot') this.#failedAtBoot = exit.child;
  }
}

function machineOf({ strategy, intensity, periodMs, auto, children }: Scenario, stage: Stage) {
  const logic = puppet(stage);
  return supervisor({
    spec: supervisorSpec({
      name: 'scenario',
      strategy,
      intensity,
      periodMs,
      autoShutdown: auto,
      children: children.map(specOf),
    }),
    catalogue: () => ({ logic, input: (_, spec) => ({ behave: (spec as PuppetSpec).behave }) }),
    env: { now: stage.clock.now, random: () => 0 },
  });
}

const specOf = (child: ScenarioChild): PuppetSpec => ({
  ...child,
  component: 'supervisor',
  start: 'sync',
  liveness: null,
  backoff: noBackoff,
});
