import { useData } from 'vitepress'
import { defineComponent, h, onMounted, ref } from 'vue'

/** The folder above the versions, and the version of this page: `/docs/v0.3/` gives `/docs/` and `v0.3`. */
const partsOf = (base: string): [string, string] => {
  const parts = base.split('/')
  return [`${parts.slice(0, -2).join('/')}/`, parts.at(-2) ?? '']
}

/**
 * Leads to the same page of another version. Which versions there are is asked when the page is shown: an old version does not know
 * those that came later.
 */
export const VersionSwitch = defineComponent({
  name: 'VersionSwitch',
  setup() {
    const { site } = useData()
    const [above, current] = partsOf(site.value.base)
    const versions = ref([current])

    onMounted(async () => {
      const answer = await fetch(`${above}versions.json`).catch(() => null)
      if (answer?.ok) versions.value = (await answer.json()) as string[]
    })

    const goTo = async (version: string) => {
      const page = location.pathname.replace(site.value.base, `${above}${version}/`)
      const answer = await fetch(page, { method: 'HEAD' }).catch(() => null)
      location.href = answer?.ok ? page : `${above}${version}/`
    }

    return () =>
      h(
        'select',
        {
          class: 'version-switch',
          'aria-label': 'Version',
          onChange: (event: Event) => goTo((event.target as HTMLSelectElement).value),
        },
        versions.value.map((version) => h('option', { value: version, selected: version === current }, version)),
      )
  },
})
