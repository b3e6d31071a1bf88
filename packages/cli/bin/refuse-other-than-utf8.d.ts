export function refuseOtherThanUtf8(): void
