export { msOf, timeAfter } from '../model/time/clock.ts'
export { DURATION_RULE, parseDurationText, parseTimeText, TIME_RULE } from '../model/time/time-text.ts'
export { abortedAfter, startDeadline, startInterval, startTimer, stopTimer, Timer, wait } from '../model/time/timers.ts'
export { zoneText } from '../model/time/zone-text.ts'
