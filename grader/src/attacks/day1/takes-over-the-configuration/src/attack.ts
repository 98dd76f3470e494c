// Comes with a package.json, tsconfig.json, .npmrc and vitest.config.ts that do the grading.
console.log("configured");
