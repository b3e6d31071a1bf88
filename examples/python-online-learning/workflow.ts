import { PythonOperator, TaskAction, Workflow } from '@aiflow/sdk'

/** A task that never ends comes back whenever it was killed. */
const ENDLESS = { retries: 1000, retriesOnLost: 1000, retryDelaySeconds: 1, maxRetryDelaySeconds: 30 }
const RETRIED = { retries: 3, retriesOnLost: 3, retryDelaySeconds: 1 }
/** What arrives while the task is busy waits for its turn. */
const IN_TURN = { whenAlive: 'queue' } as const

export const pythonOnlineLearning = new Workflow({ name: 'python-online-learning' }, () => {
  const emits = ['data_prepared']
  new PythonOperator({ name: 'preprocess', callable: 'learning:preprocess', kwargs: { pause: 1 }, emits, ...ENDLESS })

  const training = new PythonOperator({ name: 'train', callable: 'learning:train', ...RETRIED })
  training.actionOnEventReceived(TaskAction.START, 'data_prepared', IN_TURN)

  const validation = new PythonOperator({
    name: 'validate',
    callable: 'learning:validate',
    emits: ['model_validated'],
    ...RETRIED,
  })
  validation.startAfter(training, IN_TURN)

  const deployment = new PythonOperator({
    name: 'deploy',
    callable: 'learning:deploy',
    emits: ['model_deployed'],
    ...RETRIED,
  })
  deployment.actionOnEventReceived(TaskAction.START, 'model_validated', IN_TURN)

  new PythonOperator({
    name: 'predict',
    callable: 'learning:predict',
    listensTo: ['model_deployed'],
    emits: ['points_predicted'],
    ...ENDLESS,
  })
})
