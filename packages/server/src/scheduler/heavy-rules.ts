import { type DataCondition, type Evaluated, type EvaluatedWith, evaluate, type Occurrence } from './evaluate.ts'

/** Conditions of one lane that are given up for one event, each after about 0.1 s, before the others are not tried. */
const MAX_GIVEN_UP = 5

const ERROR = `not judged: ${MAX_GIVEN_UP} other conditions took too long for this event`

/** Judges the conditions of one lane about one occurrence: those that are too heavy for it cannot hold up all others. */
export class LaneJudge {
  #givenUp = 0

  judge(condition: DataCondition, occurrence: Occurrence, judgedWith: EvaluatedWith): Evaluated {
    if (this.#givenUp >= MAX_GIVEN_UP && mayTakeLong(condition)) {
      return { met: false, reason: ERROR, events: [], error: ERROR }
    }
    const evaluated = evaluate(condition, occurrence, judgedWith)
    if (evaluated.gaveUp === true) this.#givenUp += 1
    return evaluated
  }
}

function mayTakeLong(condition: DataCondition): boolean {
  if (condition.type === 'cel') return true
  const events = condition.type === 'event' ? [condition.event] : 'events' in condition ? condition.events : []
  return events.some(({ filter }) => filter?.matches !== undefined)
}
