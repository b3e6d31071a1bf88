export const SCHEDULE_MS = 3000
