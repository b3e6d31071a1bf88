import { PythonOperator, TaskAction, TaskStatus, Workflow } from '@aiflow/sdk'
import { RECORD, RecordCount } from '../custom-condition/record-count.ts'

const WANTED = 100

export const pythonCustomCondition = new Workflow({ name: 'python-custom-condition' }, () => {
  const consumer = new PythonOperator({ name: 'consumer', callable: 'records:consume', args: [WANTED] })
  consumer.actionOnCondition(TaskAction.START, new RecordCount(WANTED))

  for (const name of ['producer-1', 'producer-2', 'producer-3']) {
    const producer = new PythonOperator({ name, callable: 'records:produce', kwargs: { pause: 0.1 }, emits: [RECORD] })
    producer.actionOnTaskStatus(TaskAction.STOP, [[consumer, TaskStatus.SUCCESS]])
  }
})
