/** Every event that a log line can have. A test compares this list with the code. */

/** The levels, mildest first. */
export const levels = ['debug', 'info', 'warn', 'error', 'fatal'] as const;

/** How much a line matters. */
export type Level = (typeof levels)[number];

/** The usual level and the fixed sentence of each event; what varies stands in the fields. */
export const events = {
  'daemon.started': ['info', 'PaperScout is up'],
  'daemon.draining': ['info', 'Asked to stop; finishing what is under way'],
  'daemon.stopped': ['info', 'PaperScout has stopped'],
  'daemon.unhandled': ['fatal', 'An error was handled by nobody; the daemon ends'],
  'daemon.start_failed': ['fatal', 'PaperScout cannot start'],
  'loop.stalled': ['fatal', 'The event loop is blocked; the process is ended'],
  'ops.command': ['info', 'An operator gave an order'],
  'monitoring.started': ['info', 'Watching has begun'],
  'config.unused': ['warn', 'Variables are set that nothing in this version acts on'],
  'config.warning': ['warn', 'Something is not set up that operators should know of'],
  'db.started': ['info', 'The database is ready'],
  'db.migrated': ['info', 'The database has the tables of this version'],
  'db.relocated': [
    'info',
    'The embedded database lies elsewhere, since its user cannot enter DATA_DIR',
  ],
  'db.recovering': ['warn', 'The embedded database is being brought back'],
  'db.recycled': ['warn', 'A pool of connections was replaced'],
  'db.waiting': ['warn', 'The database does not answer yet'],
  'db.lost': ['error', 'The database is away'],
  'db.back': ['info', 'The database is back'],
  'spool.torn': [
    'warn',
    'Lines of the spool could not be read; what they held is looked up at Slack',
  ],
  'store.pruned': ['info', 'Old rows were removed'],
  'store.prune_failed': ['warn', 'Old rows could not be removed; it is tried again'],
  'leader.acquired': ['info', 'This process leads: it polls and sends'],
  'leader.lost': ['warn', 'Another process leads; this one stands by'],
  'clock.stepped': ['warn', 'The wall clock jumped'],
  'poll.succeeded': ['info', 'A poll of the index succeeded'],
  'poll.failed': ['warn', 'A poll of the index failed'],
  'poll.stale': ['error', 'There was no good poll for twice the interval'],
  'poll.recovered': ['info', 'Polls succeed again'],
  'index.seeded': ['info', 'The first index was stored; nobody is told about what it holds'],
  'index.accepted': ['warn', 'A rejected index was let pass'],
  'index.rejected': ['warn', 'An index was rejected by a gate; the last good one stays'],
  'queue.backpressure': ['warn', 'More messages wait than should'],
  'queue.relieved': ['info', 'The queue is back to normal'],
  'queue.failed': ['warn', 'The queue could not do a turn; it tries again'],
  'queue.gate_closed': ['warn', 'Slack asked to wait'],
  'queue.unauthorised': ['error', 'Slack refuses the token; nothing is sent'],
  'queue.authorised': ['info', 'Slack takes the token again'],
  'queue.paused': ['warn', 'Paused by an operator: only alerts and answers go out'],
  'queue.resumed': ['info', 'No longer paused: everything goes out again'],
  'queue.breaker_opened': ['warn', 'Sending keeps failing; it pauses'],
  'queue.breaker_closed': ['info', 'Sending works again'],
  'delivery.sent': ['info', 'A message was sent'],
  'delivery.printed': ['info', 'A message was printed instead of sent'],
  'delivery.failed': ['warn', 'A message was not sent; it stays in the queue'],
  'delivery.ambiguous': ['warn', 'Nobody knows whether Slack took a message; it is looked up'],
  'delivery.confirmed': ['info', 'A doubtful message was found at Slack'],
  'delivery.parked': ['warn', 'A message waits until its destination is usable'],
  'delivery.dead': ['error', 'A message was given up'],
  'delivery.expired': ['warn', 'A message was too old to be told'],
  'alert.firing': ['error', 'An alert fires'],
  'alert.resolved': ['info', 'An alert is over'],
  'alert.delivery_failed': ['error', 'An alert could not be handed on'],
  'actor.started': ['info', 'An actor runs'],
  'actor.restarted': ['info', 'An actor runs again'],
  'actor.crashed': ['warn', 'An actor crashed'],
  'actor.start_failed': ['warn', 'An actor did not start'],
  'actor.stop_failed': ['warn', 'An actor did not stop as asked'],
  'supervisor.escalated': ['fatal', 'A supervisor gave up'],
  'http.listening': ['info', 'A listener is open'],
  'http.auth_failed': ['warn', "A request to the operators' listener was refused"],
  'log.file_failed': ['warn', 'The log file cannot be written; stdout goes on'],
  'health.collector_failed': ['warn', 'A part of the health document could not be collected'],
  'slack.answer_failed': ['warn', 'A part of an answer failed'],
  'slack.sdk': ['warn', 'The Slack SDK says'],
} as const satisfies Record<string, readonly [Level, string]>;

/** The dotted name of an event. */
export type EventName = keyof typeof events;
