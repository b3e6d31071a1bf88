/** What this browser remembers between visits. */
interface Settings {
  /** The namespace that was shown last. */
  readonly namespace: string
  /** `yes` if the navigation shows only icons. */
  readonly narrowNavigation: string
  /** `absolute` if times are shown as dates. */
  readonly times: string
  /** `yes` if long log lines wrap. */
  readonly logWrap: string
  /** `yes` if log lines have times. */
  readonly logTimes: string
}

const PREFIX = 'aiflow.'

export function readSetting(name: keyof Settings): string | null {
  try {
    return localStorage.getItem(PREFIX + name)
  } catch {
    // The browser does not allow this page to store anything.
    return null
  }
}

export function writeSetting(name: keyof Settings, value: string | null): void {
  try {
    if (value === null) localStorage.removeItem(PREFIX + name)
    else localStorage.setItem(PREFIX + name, value)
  } catch {
    // The browser does not allow this page to store anything: the setting lasts until the page is closed.
  }
}
