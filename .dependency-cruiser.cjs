/** Arrows point down only. Each entry: a package and what of ours it may import. */
const may = {
  'packages/flow': [],
  'packages/plan': [],
  'packages/program': [],
  'packages/catalog': ['packages/flow', 'packages/plan'],
  'packages/contract': ['packages/flow'],
  'packages/engine': ['packages/flow', 'packages/plan', 'packages/catalog'],
  'packages/connectors': ['packages/flow', 'packages/plan', 'packages/engine'],
  'packages/runtime': ['packages/flow', 'packages/plan', 'packages/catalog', 'packages/engine', 'packages/connectors'],
  'packages/store': ['packages/flow', 'packages/contract', 'prisma'],
  'apps/server': [
    'packages/flow',
    'packages/plan',
    'packages/catalog',
    'packages/contract',
    'packages/runtime',
    'packages/store',
    'packages/program',
  ],
  'apps/worker': ['packages/flow', 'packages/contract', 'packages/runtime', 'packages/store', 'packages/program'],
  'apps/cli': ['packages/flow', 'packages/catalog', 'packages/runtime', 'packages/store', 'examples'],
  'apps/web': ['packages/flow', 'packages/plan', 'packages/catalog', 'packages/contract'],
}
const own = 'packages|apps|prisma|examples'
const test = '-arbitrary\\.ts$|\\.test\\.tsx?$|/test/|/plan-tests/|\\.fixture\\.ts$'

module.exports = {
  forbidden: [
    ...Object.entries(may).map(([from, to]) => ({
      name: `arrows-${from.replace('/', '-')}`,
      comment: `${from} may import only ${to.join(', ') || 'nothing of ours'}`,
      severity: 'error',
      from: { path: `^${from}/`, pathNot: test },
      to: { path: `^(${own})/`, pathNot: [from, ...to].map((p) => `^${p}/`) },
    })),
    { name: 'no-cycle', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'no-undeclared-package',
      severity: 'error',
      from: { path: '^(packages|apps)/', pathNot: test },
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
    },
    {
      name: 'only-the-engine-loads-duckdb',
      severity: 'error',
      from: { path: '^(packages|apps)/', pathNot: `^packages/engine/|${test}` },
      to: { path: '@duckdb/' },
    },
    {
      name: 'only-store-and-auth-see-prisma',
      severity: 'error',
      from: { path: '^(packages|apps)/', pathNot: `^packages/store/|^apps/server/src/auth/|${test}` },
      to: { path: '@prisma/|^prisma/' },
    },
    {
      name: 'no-server-code-in-the-browser',
      severity: 'error',
      from: { path: '^(apps/web|packages/(flow|plan|catalog|contract))/src/', pathNot: test },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'the-api-loads-no-duckdb',
      comment: 'The server, the worker and the store reach DuckDB only through engine processes',
      severity: 'error',
      from: { path: '^(apps/(server|worker)|packages/store)/src/', pathNot: test },
      to: { path: '@duckdb/', reachable: true },
    },
  ],
  options: {
    tsPreCompilationDeps: false,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(dist|node_modules/\\.cache|generated)/' },
    combinedDependencies: false,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.js', '.mjs', '.json'],
    },
  },
}
