import { readdirSync } from 'node:fs'
import vue from 'eslint-plugin-vue'
import ts from 'typescript-eslint'
import parser from 'vue-eslint-parser'

const ground = ['ui', 'api']
const folders = readdirSync(new URL('./src', import.meta.url), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name)

// A capability folder stands on api/ and ui/ only; siblings do not know each other.
const siblings = folders
  .filter((name) => !ground.includes(name))
  .map((name) => ({
    files: [`src/${name}/**/*.{ts,vue}`],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: folders
            .filter((other) => other !== name && !ground.includes(other))
            .map((other) => ({
              group: [`@/${other}/*`, `../${other}/*`, `../../${other}/*`],
              message: `src/${name} may import only api/, ui/ and session, not its sibling ${other}.`,
            })),
        },
      ],
    },
  }))

const kit = {
  files: ['src/ui/**/*.{ts,vue}', 'src/api/**/*.ts'],
  rules: {
    'no-restricted-imports': [
      'error',
      {
        patterns: folders
          .filter((other) => !ground.includes(other))
          .map((other) => ({ group: [`@/${other}/*`, `../${other}/*`], message: 'The kit knows no capability.' })),
      },
    ],
  },
}

export default [
  { ignores: ['dist/**', 'node_modules/**', 'src/api/schema.d.ts'] },
  ...ts.configs.recommended,
  ...vue.configs['flat/recommended'],
  {
    files: ['**/*.vue'],
    languageOptions: { parser, parserOptions: { parser: ts.parser, extraFileExtensions: ['.vue'] } },
  },
  {
    rules: {
      'vue/multi-word-component-names': 'off',
      'vue/max-attributes-per-line': 'off',
      'vue/singleline-html-element-content-newline': 'off',
      'vue/html-self-closing': ['error', { html: { void: 'always', normal: 'always', component: 'always' } }],
      'vue/html-closing-bracket-newline': 'off',
      'vue/html-indent': 'off',
      'vue/first-attribute-linebreak': 'off',
      'vue/no-v-html': 'error',
      'vue/require-default-prop': 'off',
      '@typescript-eslint/no-explicit-any': 'error',
    },
  },
  kit,
  ...siblings,
]
