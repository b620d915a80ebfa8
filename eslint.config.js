// One block for all code, and one per folder of src/ that holds its arrows (scripts/arrows.mjs).
import tseslint from "typescript-eslint";
import { folders } from "./scripts/arrows.mjs";

const arrowBlocks = Object.entries(folders).map(([name, { imports }]) => ({
  files: [`src/${name}/**/*.ts`],
  ignores: Object.keys(folders)
    .filter((other) => other.startsWith(`${name}/`))
    .map((other) => `src/${other}/**`),
  rules: {
    "no-restricted-imports": [
      "error",
      {
        patterns: Object.keys(folders)
          .filter((other) => other !== name && !imports.includes(other) && !name.startsWith(`${other}/`))
          .map((other) => ({
            regex: `^(\\.\\./)+${other}/(?!revive/)`,
            message: `src/${name} may import ${imports.join(", ") || "nothing"} (scripts/arrows.mjs).`,
          })),
      },
    ],
  },
}));

export default tseslint.config(
  { ignores: ["lib/", ".venv/", ".cache/", "node_modules/", "runs/", "test/fixtures/", "data/"] },
  {
    files: ["src/**/*.ts"],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/switch-exhaustiveness-check": ["error", { considerDefaultExhaustiveForUnions: true }],
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true, allowBoolean: true }],
      "@typescript-eslint/no-non-null-assertion": "off",
      "@typescript-eslint/no-confusing-void-expression": "off",
      "@typescript-eslint/unified-signatures": "off",
      "max-lines": ["error", 400],
      "max-lines-per-function": ["error", 60],
    },
  },
  ...arrowBlocks,
);
