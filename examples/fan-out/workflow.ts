import { BashOperator, FunctionOperator, fromOutput, Workflow } from '@aiflow/sdk'

const FILES = Array.from({ length: 20 }, (_, index) => ({ name: `orders-${index}.csv`, rows: 10 * (index + 1) }))

/** Loads each file of a list, four at once, and adds up the rows. */
export const loadOrders = new Workflow({ name: 'load-orders' }, () => {
  const list = new FunctionOperator({ name: 'list', run: () => ({ files: FILES }) })

  const load = new FunctionOperator({
    name: 'load',
    startAfter: list,
    isolation: 'shared',
    retries: 2,
    mapOver: { items: fromOutput(list, 'files'), limit: 4 },
    run: ({ item, itemIndex, logger }) => {
      logger.info(`loading ${item.name}, the file ${itemIndex}`)
      return item.rows
    },
  })

  new BashOperator({
    name: 'archive',
    startAfter: load,
    mapOver: { items: fromOutput(list, 'files'), limit: 4, onFailure: 'all' },
    command: 'echo "archiving $AIFLOW_ITEM"',
  })

  new FunctionOperator({
    name: 'total',
    startAfter: load,
    run: ({ outputs }) => outputs.get('load')?.reduce((sum, rows) => sum + rows, 0),
  })
})
