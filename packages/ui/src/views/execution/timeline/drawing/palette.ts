import type { Tone } from '../../../../theme/states.ts'

const TONES: readonly Tone[] = ['success', 'running', 'failed', 'retrying', 'stopping', 'queued', 'stopped']
const STRIPE = 6

interface ToneColors {
  readonly mark: string
  readonly soft: string
  readonly text: string
  readonly stripes: CanvasPattern | null
}

/** The colours of the theme in the form that a canvas needs. */
export interface Palette {
  readonly surface: string
  readonly line: string
  readonly lineStrong: string
  readonly quiet: string
  readonly accent: string
  readonly onMark: string
  readonly smallFont: string
  readonly tones: Readonly<Record<Tone, ToneColors>>
}

/** Read again when the theme changes. */
export function readPalette(canvas: HTMLCanvasElement): Palette {
  const styles = getComputedStyle(canvas)
  const token = (name: string) => styles.getPropertyValue(`--${name}`).trim()
  const colorsOf = (tone: Tone): ToneColors => {
    const mark = token(`state-${tone}-mark`)
    return {
      mark,
      soft: token(`state-${tone}-soft`),
      text: token(`state-${tone}`),
      stripes: stripesOf(mark),
    }
  }
  return {
    surface: token('surface'),
    line: token('line'),
    lineStrong: token('line-strong'),
    quiet: token('text-quiet'),
    accent: token('accent'),
    onMark: token('surface'),
    smallFont: `11px ${styles.fontFamily}`,
    tones: Object.fromEntries(TONES.map((tone) => [tone, colorsOf(tone)])) as Record<Tone, ToneColors>,
  }
}

function stripesOf(color: string): CanvasPattern | null {
  const tile = document.createElement('canvas')
  tile.width = STRIPE
  tile.height = STRIPE
  const context = tile.getContext('2d')
  if (context === null) return null
  context.strokeStyle = color
  context.lineWidth = 1.5
  for (const shift of [-STRIPE, 0, STRIPE]) {
    context.beginPath()
    context.moveTo(shift, STRIPE)
    context.lineTo(shift + STRIPE, 0)
    context.stroke()
  }
  return context.createPattern(tile, 'repeat')
}
