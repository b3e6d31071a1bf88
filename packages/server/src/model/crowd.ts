/** The living executions of a workflow, as far as the start of another one depends on them. */
export interface Crowd {
  /** The id of one that others wait for; null if none lives but those of backfills. */
  readonly first: number | null
  /** Those that have begun, those of backfills too. */
  readonly active: number
  readonly waiting: number
  /** Whether one of them waits until fewer are active. */
  readonly isOneWaitingForPlace: boolean
}
