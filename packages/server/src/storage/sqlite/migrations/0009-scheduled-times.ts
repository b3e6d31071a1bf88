import type { SqliteConnection } from '../file/connection.ts'

/**
 * The time of a schedule that an execution was started for. What an older version started has a due time, since its trigger
 * names it, and no interval. Parameters of schedules may have expressions from now on: what an older version stored has none.
 */
export const scheduledTimesSchema = `
ALTER TABLE workflow_executions ADD COLUMN schedule_name TEXT;
ALTER TABLE workflow_executions ADD COLUMN due_time INTEGER;
ALTER TABLE workflow_executions ADD COLUMN interval_start INTEGER;
CREATE INDEX workflow_executions_by_due_time ON workflow_executions (workflow_id, due_time) WHERE due_time IS NOT NULL;
`

// Ids are read as text, since they may be greater than any number of JavaScript.
const SELECT = "SELECT CAST(id AS TEXT) AS id FROM workflow_executions WHERE type = 'PERIODIC'"
const SELECT_TRIGGER = 'SELECT trigger_json AS trigger FROM workflow_executions WHERE id = CAST(? AS INTEGER)'
const UPDATE = 'UPDATE workflow_executions SET schedule_name = ?, due_time = ? WHERE id = CAST(? AS INTEGER)'

const SELECT_SCHEDULES = `
SELECT CAST(id AS TEXT) AS id, parameters FROM schedules WHERE instr(parameters, '\${') > 0`
const UPDATE_SCHEDULE = 'UPDATE schedules SET parameters = ? WHERE id = CAST(? AS INTEGER)'

export function convertScheduledTimes(connection: SqliteConnection): void {
  for (const { id, parameters } of connection.all<{ id: string; parameters: string }>(SELECT_SCHEDULES)) {
    connection.statement(UPDATE_SCHEDULE).run(withoutExpressions(parameters), id)
  }
  for (const { id } of connection.all<{ id: string }>(SELECT)) {
    const due = dueIn(connection.get<{ trigger: string }>(SELECT_TRIGGER, id)?.trigger ?? '')
    if (due !== null) connection.statement(UPDATE).run(due.schedule, due.time, id)
  }
}

/** Null where the trigger cannot be read, or is not of the form that it should have. */
function dueIn(trigger: string): { readonly schedule: string; readonly time: number } | null {
  try {
    const { rule: schedule, events } = JSON.parse(trigger)
    const { dueTime: time } = JSON.parse(events[0].value)
    return typeof schedule === 'string' && Number.isSafeInteger(time) ? { schedule, time } : null
  } catch {
    return null
  }
}

/** Nothing is an expression that was written before there were any. What cannot be read stays as it is. */
function withoutExpressions(parameters: string): string {
  try {
    const escaped = (_: string, value: unknown) => (typeof value === 'string' ? value.replaceAll('${', '$$${') : value)
    return JSON.stringify(JSON.parse(parameters), escaped)
  } catch {
    return parameters
  }
}
