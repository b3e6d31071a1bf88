import react from '@vitejs/plugin-react'
import { defaultClientConditions, defineConfig } from 'vite'
import { compressAssets } from './build/compress-assets.ts'

/**
 * What nearly every view needs comes in few files, each of which costs a way to the server and back; what only some views need
 * (graphs, charts) stays apart.
 */
const SHARED = [
  {
    name: 'libraries',
    test: /node_modules\/(react|react-dom|scheduler|@mantine|@floating-ui|@tanstack|@tabler|zod)\//,
    minShareCount: 3,
  },
  { name: 'sdk', test: /packages\/sdk\// },
  { name: 'shared', test: /ui\/src\/(components\/[^/]+\.(tsx?|css)|data\/|theme\/|app\/)/, minShareCount: 3 },
]

export default defineConfig({
  plugins: [react(), compressAssets()],
  resolve: { conditions: ['source', ...defaultClientConditions] },
  build: {
    target: 'es2023',
    outDir: 'dist',
    // Pages that are open still ask for the parts of the build before.
    emptyOutDir: false,
    assetsDir: 'assets',
    // Fonts and pictures stay files, for the page's own rules allow nothing inline.
    assetsInlineLimit: 0,
    reportCompressedSize: false,
    // What the page is made of is shipped with it, and so are the terms under which others wrote it.
    license: { fileName: 'licenses.txt' },
    chunkSizeWarningLimit: 1000,
    rolldownOptions: { output: { codeSplitting: { groups: SHARED } } },
  },
})
