import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath, URL } from 'node:url'
import vue from '@vitejs/plugin-vue'
import elementPlus from 'unplugin-element-plus/vite'
import type { Plugin } from 'vite'
import { defineConfig } from 'vitest/config'

/** What pdf.js fetches when a document asks for it: the Chinese character maps, and decoders of scans that run without WebAssembly. */
function pdfAids(): Plugin {
  const home = fileURLToPath(new URL('./node_modules/pdfjs-dist/', import.meta.url))
  const take = (folder: string, wanted: RegExp, to: string): { fileName: string; source: Buffer }[] =>
    readdirSync(home + folder)
      .filter((name) => wanted.test(name))
      .map((name) => ({ fileName: `assets/pdf/${to}/${name}`, source: readFileSync(`${home}${folder}/${name}`) }))
  return {
    name: 'pdf-aids',
    generateBundle() {
      for (const file of [...take('cmaps', /GB/, 'cmaps'), ...take('wasm', /nowasm_fallback\.js$/, 'decoders')]) this.emitFile({ type: 'asset', ...file })
    },
  }
}

// The workspace lives below /app/; the public portal is served at /.
export default defineConfig({
  base: '/app/',
  plugins: [vue(), elementPlus({}), pdfAids()],
  resolve: { alias: { '@': fileURLToPath(new URL('./src', import.meta.url)) } },
  build: {
    // Domestic browsers of provincial offices lag behind: Chromium 86 must open every page.
    target: ['chrome86', 'firefox98', 'safari15.4'],
    assetsInlineLimit: 0, // data: addresses would need a hole in the content security policy
    modulePreload: { polyfill: false },
    emptyOutDir: false, // .gitkeep stays; the build script clears the assets
    chunkSizeWarningLimit: 700,
  },
  test: {
    environment: 'happy-dom',
    include: ['src/**/*.test.ts'],
    server: { deps: { inline: ['element-plus'] } },
  },
})
