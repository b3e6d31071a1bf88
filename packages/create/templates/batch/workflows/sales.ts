// The sales of a day, added up by country: four tasks in order, a retry, an alert, and a workflow that starts on an event.
import { FunctionOperator, NonRetryableError, Workflow } from '@aiflow/sdk'

interface Order {
  country: string
  amount: number
}

// What an execution may be started with: "aiflow start sales -p orders=0" shows what happens to a day without orders.
const parameters = {
  type: 'object',
  properties: { orders: { type: 'integer', minimum: 0, maximum: 1000, default: 20 } },
} as const

export const sales = new Workflow({ name: 'sales', parameters }, (workflow) => {
  // Every night, besides the executions that you start yourself.
  workflow.schedule('nightly', 'cron@0 3 * * *', { timezone: 'UTC' })

  // No rule starts it, so it starts with the execution. Its first attempt fails, and the second one comes a second later.
  const download = new FunctionOperator({
    name: 'download',
    workflow,
    retries: 3,
    retryDelaySeconds: 1,
    run: ({ logger, parameters, task }): Order[] => {
      if (task.attemptNumber === 1) throw new Error('the shop does not answer')
      const countries = ['Chile', 'Ghana', 'Nepal']
      const orders = Array.from({ length: parameters.orders }, (_, index) => ({
        country: countries[index % countries.length] ?? '',
        amount: 10 + index,
      }))
      logger.info(`${orders.length} orders`)
      return orders
    },
  })

  // Each of these two starts after "download", so they run at the same time. "outputs" has the types of what it returned.
  const check = new FunctionOperator({
    name: 'check',
    startAfter: download,
    run: ({ outputs }) => {
      if (outputs.get(download)?.length === 0) throw new NonRetryableError('there are no orders')
    },
  })
  const addUp = new FunctionOperator({
    name: 'add-up',
    startAfter: download,
    run: ({ outputs }) => {
      const totals: Record<string, number> = {}
      for (const { country, amount } of outputs.get(download) ?? []) totals[country] = (totals[country] ?? 0) + amount
      return totals
    },
  })

  // It starts when both have succeeded.
  new FunctionOperator({
    name: 'publish',
    startAfter: [check, addUp],
    emits: [{ key: 'sales_published', to: 'namespace' }],
    run: async ({ events, outputs }) => {
      await events.send('sales_published', JSON.stringify(outputs.get(addUp)), { to: 'namespace' })
    },
  })

  // It starts only if one of them fails.
  const alert = new FunctionOperator({
    name: 'alert',
    run: ({ logger }) => logger.error('the sales of today are not right'),
  })
  alert.startAfter([download, check, addUp], { when: 'anyFailed' })
})

// A workflow of its own, which knows nothing of the first. It starts whenever sales are published.
export const mail = new Workflow({ name: 'mail' }, (workflow) => {
  workflow.trigger('on-sales', 'sales_published')
  new FunctionOperator({
    name: 'send',
    run: ({ logger, trigger }) => logger.info(`mailing ${trigger.events[0]?.value}`),
  })
})
