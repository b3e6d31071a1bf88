import { FunctionOperator, TaskAction, Workflow } from '@aiflow/sdk'
import { deploy } from './deploy.ts'
import { predict } from './predict.ts'
import { preprocess } from './preprocess.ts'
import { train } from './train.ts'
import { validate } from './validate.ts'

/** A task that never ends comes back whenever it was killed. */
const ENDLESS = { retries: 1000, retriesOnLost: 1000, retryDelaySeconds: 1, maxRetryDelaySeconds: 30 }
const RETRIED = { retries: 3, retriesOnLost: 3, retryDelaySeconds: 1 }
/** What arrives while the task is busy waits for its turn: no batch and no model is passed over. */
const IN_TURN = { whenAlive: 'queue' } as const

export const onlineLearning = new Workflow({ name: 'online-learning' }, () => {
  new FunctionOperator({ name: 'preprocess', run: preprocess, emits: ['data_prepared'], ...ENDLESS })

  const training = new FunctionOperator({ name: 'train', run: train, ...RETRIED })
  training.actionOnEventReceived(TaskAction.START, 'data_prepared', IN_TURN)

  const validation = new FunctionOperator({
    name: 'validate',
    run: (context) => validate(context, context.outputs.get(training)),
    emits: ['model_validated'],
    ...RETRIED,
  })
  validation.startAfter(training, IN_TURN)

  const deployment = new FunctionOperator({ name: 'deploy', run: deploy, emits: ['model_deployed'], ...RETRIED })
  deployment.actionOnEventReceived(TaskAction.START, 'model_validated', IN_TURN)

  new FunctionOperator({
    name: 'predict',
    run: predict,
    listensTo: ['model_deployed'],
    emits: ['digits_predicted'],
    ...ENDLESS,
  })
})
