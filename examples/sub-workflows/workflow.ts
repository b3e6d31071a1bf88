import { BashOperator, FunctionOperator, Workflow, WorkflowOperator } from '@aiflow/sdk'

/** Loads one table. It can be started by itself, too: `aiflow workflow-execution start load-table -p table=orders`. */
export const loadTable = new Workflow(
  {
    name: 'load-table',
    maxActiveExecutions: 2,
    parameters: {
      type: 'object',
      properties: { table: { type: 'string' }, day: { type: 'string', default: 'today' } },
      required: ['table'],
    },
  },
  (workflow) => {
    const extract = new BashOperator({ name: 'extract', command: 'echo "extracting $(date)"' })
    new FunctionOperator({
      name: 'load',
      workflow,
      startAfter: extract,
      run: ({ parameters, logger }) => {
        logger.info(`loading ${parameters.table} of ${parameters.day}`)
        return { table: parameters.table, rows: parameters.table.length * 100 }
      },
    })
  },
)

/** Loads three tables, two at a time because of the limit of `load-table`, then counts their rows. */
export const nightly = new Workflow(
  {
    name: 'nightly',
    parameters: { type: 'object', properties: { day: { type: 'string', default: 'monday' } } },
  },
  () => {
    const loads = ['orders', 'customers', 'prices'].map(
      (table) =>
        new WorkflowOperator({
          name: table,
          workflow: loadTable,
          parameters: { table, day: '${parameters.day}' },
          output: 'load',
        }),
    )
    new FunctionOperator({
      name: 'report',
      startAfter: loads,
      run: ({ outputs, logger }) => {
        const rows = loads.map((load) => (outputs.get(load) as { rows: number }).rows)
        const total = rows.reduce((sum, count) => sum + count, 0)
        logger.info(`loaded ${total} rows`)
        return total
      },
    })
  },
)
