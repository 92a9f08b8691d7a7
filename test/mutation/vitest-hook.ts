import { register } from 'node:module';

// Loaded with `node --import`: test files that are run per mutant get the stand-in instead of vitest.
register(
  `data:text/javascript,${encodeURIComponent(`
  const standIn = ${JSON.stringify(new URL('./vitest-stand-in.js', import.meta.url).href)};
  export const resolve = (specifier, context, next) =>
    specifier === 'vitest' && context.parentURL !== standIn && !context.parentURL?.includes('/node_modules/')
      ? { url: standIn, shortCircuit: true }
      : next(specifier, context);
`)}`,
);
