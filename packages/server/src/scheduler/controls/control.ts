import type { Json } from '@aiflow/sdk/internal/json'
import type { ControlRequest } from '../../log/control.ts'
import { retryDeadLetter } from '../judging/retry-letters.ts'
import type { Step } from '../step.ts'
import { answerApproval } from './answer-approval.ts'
import { putArtifact } from './artifacts.ts'
import { setBackfillPaused, startBackfill, stopBackfillByHand } from './backfills.ts'
import { deleteConnection, setConnection, testConnection } from './connections.ts'
import { dropDeadLetters } from './dead-letters.ts'
import { deleteExecution } from './delete-execution.ts'
import { deleteWorkflow } from './delete-workflow.ts'
import {
  actOnTask,
  setHandle,
  setPausedByHand,
  setState,
  startByHand,
  stopAllByHand,
  stopByHand,
} from './executions.ts'
import { forceStop } from './force-stop.ts'
import { addNamespace, deleteNamespace, setNamespaceProperties } from './namespaces.ts'
import { deletePool, setPool } from './pools.ts'
import { rerunExecution } from './rerun-execution.ts'
import { retryTask } from './retry-task.ts'
import { setRule } from './rules.ts'
import { addSchedule, deleteSchedule, deleteSchedules, setSchedulePaused } from './schedules.ts'
import { deleteSecret, resealSecrets, setSecret } from './secrets.ts'
import { endSession } from './sessions.ts'
import { deleteSnapshot } from './snapshots.ts'
import { createToken, noteTokenUse, revokeToken } from './tokens.ts'
import { addTrigger, deleteTrigger, deleteTriggers, setTriggerPaused } from './triggers.ts'
import { forgetWorker, moveAttempts } from './workers.ts'
import { setWorkflowEnabled, upload } from './workflows.ts'

/**
 * Carries out a request and returns the answer. A request that cannot be carried out throws an AIFlowError before
 * anything is changed.
 */
export function carryOutRequest(step: Step, request: ControlRequest): Json {
  switch (request.type) {
    case 'upload':
      return upload(step, request)
    case 'addNamespace':
      return addNamespace(step, request)
    case 'setNamespaceProperties':
      return setNamespaceProperties(step, request)
    case 'deleteNamespace':
      return deleteNamespace(step, request)
    case 'setWorkflowEnabled':
      return setWorkflowEnabled(step, request)
    case 'deleteWorkflow':
      return deleteWorkflow(step, request)
    case 'deleteSnapshot':
      return deleteSnapshot(step, request)
    case 'startExecution':
      return startByHand(step, request)
    case 'stopExecutions':
      return stopAllByHand(step, request)
    case 'rerunExecution':
      return rerunExecution(step, request)
    case 'deleteExecution':
      return deleteExecution(step, request)
    case 'stopExecution':
      return stopByHand(step, request)
    case 'setExecutionPaused':
      return setPausedByHand(step, request)
    case 'taskAction':
      return actOnTask(step, request)
    case 'answerApproval':
      return answerApproval(step, request)
    case 'retryTask':
      return retryTask(step, request)
    case 'forceStop':
      return forceStop(step, request)
    case 'closeRule':
    case 'disableRule':
    case 'enableRule':
      return setRule(step, request)
    case 'setPool':
      return setPool(step, request)
    case 'deletePool':
      return deletePool(step, request)
    case 'setSecret':
      return setSecret(step, request)
    case 'deleteSecret':
      return deleteSecret(step, request)
    case 'setConnection':
      return setConnection(step, request)
    case 'deleteConnection':
      return deleteConnection(step, request)
    case 'testConnection':
      return testConnection(step, request)
    case 'resealSecrets':
      return resealSecrets(step)
    case 'addTrigger':
      return addTrigger(step, request)
    case 'setTriggerPaused':
      return setTriggerPaused(step, request)
    case 'deleteTrigger':
      return deleteTrigger(step, request)
    case 'deleteTriggers':
      return deleteTriggers(step, request)
    case 'addSchedule':
      return addSchedule(step, request)
    case 'setSchedulePaused':
      return setSchedulePaused(step, request)
    case 'deleteSchedule':
      return deleteSchedule(step, request)
    case 'deleteSchedules':
      return deleteSchedules(step, request)
    case 'startBackfill':
      return startBackfill(step, request)
    case 'setBackfillPaused':
      return setBackfillPaused(step, request)
    case 'stopBackfill':
      return stopBackfillByHand(step, request)
    case 'retryDeadLetter':
      return retryDeadLetter(step, request)
    case 'dropDeadLetters':
      return dropDeadLetters(step, request)
    case 'setHandle':
      return setHandle(step, request)
    case 'putArtifact':
      return putArtifact(step, request)
    case 'setState':
      return setState(step, request)
    case 'createToken':
      return createToken(step, request)
    case 'endSession':
      return endSession(step, request)
    case 'revokeToken':
      return revokeToken(step, request)
    case 'noteTokenUse':
      return noteTokenUse(step, request)
    case 'moveAttempts':
      return moveAttempts(step, request)
    case 'forgetWorker':
      return forgetWorker(step, request)
    case 'workerReady':
      // The step itself is the purpose: it assigns what waits for a slot.
      return null
  }
}
