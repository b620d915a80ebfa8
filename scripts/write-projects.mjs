// Writes a tsconfig.json into every folder of src/ from the table in arrows.mjs.
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { folders } from "./arrows.mjs";

const root = dirname(dirname(fileURLToPath(import.meta.url)));

function project(name, { imports, types = [], lib = ["ES2022"] }) {
  const dir = join(root, "src", name);
  const up = relative(dir, root);
  const nested = Object.keys(folders).filter((other) => other.startsWith(`${name}/`));
  mkdirSync(dir, { recursive: true });
  const config = {
    extends: `${up}/tsconfig.base.json`,
    compilerOptions: {
      rootDir: `${up}/src`,
      outDir: `${up}/lib`,
      tsBuildInfoFile: `${up}/.cache/tsc/${name.replaceAll("/", "-")}.tsbuildinfo`,
      lib,
      types,
    },
    include: ["**/*.ts"],
    exclude: nested.map((other) => `${other.slice(name.length + 1)}/**`),
    references: imports.map((other) => ({ path: relative(dir, join(root, "src", other)) })),
  };
  writeFileSync(join(dir, "tsconfig.json"), `${JSON.stringify(config, null, 2)}\n`);
}

for (const [name, folder] of Object.entries(folders)) project(name, folder);

const door = {
  extends: "../tsconfig.base.json",
  compilerOptions: {
    rootDir: ".",
    outDir: "../lib",
    tsBuildInfoFile: "../.cache/tsc/door.tsbuildinfo",
    types: ["node"],
  },
  include: ["*.ts"],
  references: Object.keys(folders)
    .filter((name) => !["ui", "widget", "lab", "cli"].includes(name))
    .map((name) => ({ path: name })),
};
writeFileSync(join(root, "src/tsconfig.json"), `${JSON.stringify(door, null, 2)}\n`);
const all = {
  files: [],
  references: [...Object.keys(folders).map((name) => ({ path: `src/${name}` })), { path: "src" }],
};
writeFileSync(join(root, "tsconfig.json"), `${JSON.stringify(all, null, 2)}\n`);
