import { EventCondition, PythonOperator, Workflow, workflowStatusKey } from '@aiflow/sdk'

/** Imports orders. It knows nothing of the workflows that follow. */
export const importOrders = new Workflow({ name: 'python-import-orders' }, () => {
  const download = new PythonOperator({ name: 'download', callable: 'orders:download', args: [3] })
  new PythonOperator({ name: 'load', callable: 'orders:load', startAfter: download })
})

/** Starts whenever an import has ended well, and tells everyone in the namespace what it found. */
export const reportOrders = new Workflow({ name: 'python-report-orders' }, (workflow) => {
  workflow.trigger(
    'orders-imported',
    new EventCondition(workflowStatusKey('python-import-orders'), { filter: { equals: 'SUCCESS' } }),
  )
  const emits = [{ key: 'python_report_ready', to: 'namespace' }] as const
  new PythonOperator({ name: 'report', module: 'orders', args: ['orders.pdf'], emits })
})

/** Starts whenever somebody says that a report is ready: a task, or a person with "aiflow event send". */
export const mailReport = new Workflow({ name: 'python-mail-report' }, (workflow) => {
  workflow.trigger('report-ready', 'python_report_ready')
  new PythonOperator({ name: 'mail', callable: 'orders:mail' })
})
