export { msOf, timeAfter } from '../model/clock.ts'
export { DURATION_RULE, parseDurationText, parseTimeText, TIME_RULE } from '../model/time-text.ts'
export { abortedAfter, startDeadline, startInterval, startTimer, stopTimer, Timer, wait } from '../model/timers.ts'
