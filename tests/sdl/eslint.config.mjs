// The two rule sets as they come; each exception says why.
import graphql from '@graphql-eslint/eslint-plugin';

// Named here as well as linted: some rules look at the whole schema.
const sdl = process.env.KEFU_SDL ?? 'schema/schema.graphql';

export default [
  {
    files: ['**/*.graphql'],
    languageOptions: {
      parser: graphql.parser,
      parserOptions: { graphQLConfig: { schema: sdl } },
    },
    plugins: { '@graphql-eslint': graphql },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      ...graphql.configs['flat/schema-recommended'].rules,
      ...graphql.configs['flat/schema-relay'].rules,

      // Stricter than recommended: everything a client sees is described, with the Chinese term where there is one.
      '@graphql-eslint/require-description': [
        'error',
        {
          types: true,
          rootField: true,
          DirectiveDefinition: true,
          EnumValueDefinition: true,
          FieldDefinition: true,
          InputValueDefinition: true,
        },
      ],

      // Exception: what has an identity is a Node, and relay-edge-types sees to it. Frames, counts, payloads and
      // errors are values; an id would promise that they can be fetched again.
      '@graphql-eslint/strict-id-in-types': 'off',

      // Exception: a list that is short by its nature (the frames' tickets, userErrors, a connection's nodes) is a
      // plain list. Whatever can grow is a connection.
      '@graphql-eslint/relay-edge-types': ['error', { listTypeCanWrapOnlyEdgeType: false }],

      // Exception: keyset pages go forward only (first, after); turning `orderBy` round goes the other way.
      '@graphql-eslint/relay-arguments': ['error', { includeBoth: false }],
    },
  },
];
