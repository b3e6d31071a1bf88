/** What is remembered from one visit to the next, by this browser alone. */
interface Settings {
  /** The namespace that was looked at last. */
  readonly namespace: string
  /** `yes` where the navigation shows icons alone. */
  readonly narrowNavigation: string
  /** `absolute` where times are shown as dates. */
  readonly times: string
  /** `yes` where long lines of a log are broken. */
  readonly logWrap: string
  /** `yes` where a log is shown with times. */
  readonly logTimes: string
}

const PREFIX = 'aiflow.'

export function readSetting(name: keyof Settings): string | null {
  try {
    return localStorage.getItem(PREFIX + name)
  } catch {
    // The browser keeps nothing for this page.
    return null
  }
}

export function writeSetting(name: keyof Settings, value: string | null): void {
  try {
    if (value === null) localStorage.removeItem(PREFIX + name)
    else localStorage.setItem(PREFIX + name, value)
  } catch {
    // The browser keeps nothing for this page: it is remembered until it is closed.
  }
}
