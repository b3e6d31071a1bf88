import { BashOperator, EventCondition, FunctionOperator, Workflow, workflowStatusKey } from '@aiflow/sdk'

/** Imports orders. It knows nothing of the workflows that follow. */
export const importOrders = new Workflow({ name: 'import-orders' }, () => {
  const download = new BashOperator({ name: 'download', command: 'echo "downloading orders"' })
  const load = new BashOperator({ name: 'load', command: 'echo "loading orders"' })
  load.startAfter(download)
})

/** Starts whenever an import has ended well, and tells everyone in the namespace what it found. */
export const reportOrders = new Workflow({ name: 'report-orders' }, (workflow) => {
  workflow.trigger(
    'orders-imported',
    new EventCondition(workflowStatusKey('import-orders'), { filter: { equals: 'SUCCESS' } }),
  )
  new FunctionOperator({
    name: 'report',
    run: async (context) => {
      context.logger.info('reporting on the import')
      await context.events.send('report_ready', 'orders.pdf', { to: 'namespace' })
    },
  })
})

/** Starts whenever somebody says that a report is ready: a task, or a person with "aiflow event send". */
export const mailReport = new Workflow({ name: 'mail-report' }, (workflow) => {
  workflow.trigger('report-ready', 'report_ready')
  new BashOperator({ name: 'mail', command: 'echo "mailing $AIFLOW_EVENT_VALUE"' })
})
