import js from '@eslint/js';
import hooks from 'eslint-plugin-react-hooks';
import globals from 'globals';
import tseslint from 'typescript-eslint';
import { givenNames, namedInSentences, noWordsInCode, noWordsInMarkup, oneNotation } from './eslint.words.mjs';

export default tseslint.config(
  { ignores: ['out', 'dist', 'node_modules', 'artifacts', 'test-results', 'playwright-report', '*.mjs', '*.cjs'] },
  js.configs.recommended,
  ...tseslint.configs.strictTypeChecked,
  {
    languageOptions: {
      parserOptions: {
        project: [
          './tsconfig.engine.json',
          './tsconfig.node.json',
          './tsconfig.renderer.json',
          './tsconfig.shared.json',
          './tsconfig.e2e.json',
        ],
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      eqeqeq: 'error',
    },
  },
  {
    files: ['renderer/**/*.{ts,tsx}'],
    languageOptions: { globals: globals.browser },
    ...hooks.configs.flat['recommended-latest'],
  },
  {
    files: ['renderer/**/*.{ts,tsx}'],
    rules: { 'no-restricted-syntax': ['error', ...namedInSentences, ...oneNotation] },
  },
  {
    files: ['renderer/**/*words.ts', 'renderer/text.ts'],
    rules: { 'no-restricted-syntax': ['error', ...namedInSentences, ...oneNotation, ...givenNames] },
  },
  {
    files: ['renderer/**/*.{ts,tsx}'],
    ignores: ['renderer/**/*words.ts', 'renderer/text.ts', 'renderer/state/problems.ts', 'renderer/**/*.test.ts'],
    rules: {
      'no-restricted-syntax': ['error', ...namedInSentences, ...oneNotation, ...noWordsInCode, ...noWordsInMarkup],
    },
  },
);
