/** The thread in which indexes are read. What goes wrong unexpectedly ends it: its owner sees that. */

import { parentPort } from 'node:worker_threads';
import { Failure, type FailureInit } from '../../domain/health/failure.ts';
import type { Answer, More, Question } from './protocol.ts';
import { IndexTurn } from './turn.ts';

const turn = new IndexTurn();

/** The rows that are being made, one part at a time. */
let making: ReturnType<IndexTurn['prepare']> | null = null;

/** The next part, or the end. */
function next(call: number): Answer {
  if (making === null) throw new Error('nothing is being made');
  const { done, value } = making.next();
  if (done !== true) return { type: 'part', call, part: value };
  making = null;
  return { type: 'done', call, value };
}

function answer(question: Question | More): Answer {
  const { type, call } = question;
  switch (type) {
    case 'read':
      making = null;
      return { type: 'done', call, value: turn.read(question.input) };
    case 'compare':
      return { type: 'done', call, value: turn.compare(question.input) };
    case 'prepare':
      making = turn.prepare(question.input);
      return next(call);
    case 'more':
      return next(call);
  }
}

function trouble(thrown: unknown): FailureInit {
  if (!(thrown instanceof Failure)) throw thrown;
  const { category, reason, operation, message } = thrown;
  return { category, reason, operation, message } as FailureInit; // the pair was checked when it was made
}

const port = parentPort;
if (port === null) throw new Error('this is the file of a worker thread');
port.on('message', (question: Question | More) => {
  try {
    port.postMessage(answer(question));
  } catch (thrown) {
    port.postMessage({ type: 'failed', call: question.call, failure: trouble(thrown) });
  }
});
