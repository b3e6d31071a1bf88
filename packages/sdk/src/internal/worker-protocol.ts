export {
  type AttemptPart,
  type AttemptSpec,
  attemptPartSchema,
  attemptSpecSchema,
  type Outcome,
  outcomeSchema,
  type ScheduledTime,
  type StopPhase,
  stopPhaseSchema,
  type Trigger,
  triggerSchema,
} from '../wire/attempt.ts'
export { type LogMatch, logMatchSchema, type TextTime, textTimeSchema } from '../wire/log.ts'
export { terminateWhenSilent } from '../wire/silence.ts'
export { fromStatusRuns, toStatusRuns } from '../wire/status-runs.ts'
export {
  type ConditionAnswer,
  DEFAULT_WORKER_LIMITS,
  type EvaluateRequest,
  evaluateRequestSchema,
  JSON_METRICS_PROTOCOL,
  type MessageOf,
  OLDEST_WORKER_PROTOCOL,
  type ReadLogRequest,
  type Report,
  readLogRequestSchema,
  reportEntrySchema,
  reportedOutcomeSchema,
  reportSchema,
  type SearchLogRequest,
  type ServerMessage,
  serverMessageSchema,
  type WantedAttempt,
  WORKER_PROTOCOL,
  type WorkerLimits,
  type WorkerMessage,
  workerMessageSchema,
} from '../wire/worker-protocol.ts'
