import { Failure } from '../../domain/health/failure.ts';
import { hashedPerson } from '../../log/facts.ts';
import type { Log } from '../../log/logger.ts';
import type { OpsLog, OrderAnswer, OrderedBy } from '../../ports/talk/orders.ts';

/** What keeping an order takes. */
export interface GivenNeeds {
  readonly opsLog: OpsLog;
  readonly log: Log;
  readonly newId: () => string;
}

/** A line that an order was given, and what became of it. */
export const sayOrder = (
  { log }: Pick<GivenNeeds, 'log'>,
  command: string,
  by: OrderedBy,
  outcome: 'done' | 'refused' | 'not_allowed',
): void => log.event('ops.command', { who: hashedPerson(by), command, outcome });

/** A line and a row in `ops_log`; a database that is away stops neither, and the answer says so. */
export async function keepOrder(
  needs: GivenNeeds,
  command: string,
  who: OrderedBy,
  answer: OrderAnswer,
): Promise<OrderAnswer> {
  sayOrder(needs, command, who, answer.done ? 'done' : 'refused');
  try {
    await needs.opsLog.write({
      id: needs.newId(),
      who,
      command,
      outcome: answer.text.slice(0, 500),
    });
    return answer;
  } catch (thrown) {
    const { category, reason } = Failure.from(thrown, 'ops_log.write');
    return {
      ...answer,
      text: `${answer.text} It is in the log, but not in \`ops_log\`: ${category}/${reason}.`,
    };
  }
}
