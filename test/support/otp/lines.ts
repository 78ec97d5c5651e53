import type { Exit } from '../../../src/domain/supervision/exit.ts';
import type { ChildSpec, Reply, Report } from '../../../src/domain/supervision/types.ts';
import type { ListedChild } from '../../../src/domain/supervision/view.ts';
import type { Op } from './scenario.ts';

const word = (exit: Exit): string => {
  if (exit.kind === 'shutdown') return exit.term ? 'shutdown_term' : 'shutdown';
  return exit.kind === 'failure' || exit.kind === 'gave_up' ? 'error' : exit.kind;
};

export function reportLine(report: Report): string {
  const { context, id } = report;
  if (context === 'shutdown') return `{report,shutdown,${id},reached_max_restart_intensity}`;
  return `{report,${context},${id},${context === 'start_error' ? 'error' : word(report.exit)}}`;
}

export function opText(op: Op): string {
  switch (op.op) {
    case 'exit':
      return `{exit,${op.id},${op.how}}`;
    case 'sleep':
      return `{sleep,${op.ms}}`;
    case 'terminate_child':
    case 'restart_child':
    case 'delete_child':
    case 'get_childspec':
      return `{${op.op},${op.id}}`;
    case 'start_child':
    case 'which':
    case 'count':
    case 'settle':
      return op.op;
  }
}

export function resultLine(call: string, reply: Reply): string {
  if ('error' in reply) return `{result,${call},{error,${reply.error}}}`;
  return `{result,${call},${'ok' in reply ? 'ok' : '{ok,undefined}'}}`;
}

/** What `which` answered. */
export const listText = (reply: Reply): string =>
  'ok' in reply
    ? `[${(reply.ok as ListedChild[]).map(({ id, state }) => `{${id},${state}}`).join(',')}]`
    : '[]';

/** What `count` answered. */
export const countText = (reply: Reply): string =>
  'ok' in reply ? `[${(reply.ok as number[]).join(',')}]` : '[]';

export function specLine(reply: Reply): string {
  if (!('ok' in reply)) return resultLine('get_childspec', reply);
  const { restart, shutdown, significant, type } = reply.ok as ChildSpec;
  const map = `restart => ${restart},shutdown => ${shutdown},significant => ${significant}`;
  return `{result,get_childspec,{ok,#{${map},type => ${type}}}}`;
}
