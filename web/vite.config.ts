import { fileURLToPath, URL } from 'node:url'
import vue from '@vitejs/plugin-vue'
import elementPlus from 'unplugin-element-plus/vite'
import { defineConfig } from 'vitest/config'

// The workspace lives below /app/; the public portal is served at /.
export default defineConfig({
  base: '/app/',
  plugins: [vue(), elementPlus({})],
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
