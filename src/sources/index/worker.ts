/** The thread in which indexes are read. What goes wrong unexpectedly ends it: its owner sees that. */

import { type MessagePort, parentPort } from 'node:worker_threads';
import { Failure, type FailureInit } from '../../domain/health/failure.ts';
import type { Answer, Question } from './protocol.ts';
import { IndexTurn } from './turn.ts';

const turn = new IndexTurn();

function answer(port: MessagePort, question: Question): Answer {
  const { type, call } = question;
  switch (type) {
    case 'read':
      return { type: 'done', call, value: turn.read(question.input) };
    case 'compare':
      return { type: 'done', call, value: turn.compare(question.input) };
    case 'prepare': {
      const post = (message: Answer): void => port.postMessage(message);
      const value = turn.prepare(question.input, (part) => post({ type: 'part', call, part }));
      return { type: 'done', call, value };
    }
  }
}

function trouble(thrown: unknown): FailureInit {
  if (!(thrown instanceof Failure)) throw thrown;
  const { category, reason, operation, message } = thrown;
  return { category, reason, operation, message } as FailureInit; // the pair was checked when it was made
}

const port = parentPort;
if (port === null) throw new Error('this is the file of a worker thread');
port.on('message', (question: Question) => {
  try {
    port.postMessage(answer(port, question));
  } catch (thrown) {
    port.postMessage({ type: 'failed', call: question.call, failure: trouble(thrown) });
  }
});
